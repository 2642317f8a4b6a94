package import Graphs

extension DepthToSpace: TFLiteReadable {
  package static let tfliteNames = ["DEPTH_TO_SPACE"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    try context.unary(DepthToSpace(BlockOrder(node.int("block_size", default: 0))), node)
  }
}
