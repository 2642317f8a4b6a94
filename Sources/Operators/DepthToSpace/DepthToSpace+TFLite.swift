package import Graphs
package import Tensors

extension DepthToSpace: TFLiteReadable {
  package static let tfliteNames = ["DEPTH_TO_SPACE"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    try context.elementwise(DepthToSpace(BlockOrder(node.int("block_size", default: 0))), node)
  }
}

extension DepthToSpace: TFLiteWritable {
  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    DepthToSpace.tfliteTakes(inputs, [.float32, .int8, .uint8, .int32, .int64])
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.writeBlocks("DEPTH_TO_SPACE", node, order, toSpace: true)
  }
}
