package import Graphs

extension Gelu: TFLiteReadable {
  package static let tfliteNames = ["GELU"]

  /// Reads the exact form.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    guard node.int("approximate", default: 0) == 0 else { throw context.refused(node, "approximate", "true") }
    return try context.unary(Gelu(), node)
  }
}

extension Gelu: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("GELU", node, ["approximate": .int(0)])
  }
}
