package import Graphs

extension Gelu: TFLiteReadable {
  package static let tfliteNames = ["GELU"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    node.int("approximate", default: 0) != 0 ? try context.unary(TanhGelu(), node) : try context.unary(Gelu(), node)
  }
}

extension Gelu: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("GELU", node, ["approximate": .int(0)])
  }
}
