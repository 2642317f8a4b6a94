package import Graphs

extension Divide: TFLiteReadable {
  package static let tfliteNames = ["DIV"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(Divide(), node) }
}

extension Divide: TFLiteWritable {
  package static let fusesActivation = true

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("DIV", node)
  }
}
