package import Graphs

extension Log: TFLiteReadable {
  package static let tfliteNames = ["LOG"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Log(), node) }
}

extension Log: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("LOG", node)
  }
}
