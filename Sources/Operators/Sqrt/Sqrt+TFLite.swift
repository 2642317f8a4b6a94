package import Graphs

extension Sqrt: TFLiteReadable {
  package static let tfliteNames = ["SQRT", "RSQRT"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    guard node.kind == "RSQRT" else { return try context.elementwise(Sqrt(), node) }
    let root = try context.apply(Sqrt(), try context.input(0, of: node))
    return [try context.apply(Divide(), context.scalar(1), root, name: node.name)]
  }
}

extension Sqrt: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("SQRT", node)
  }
}
