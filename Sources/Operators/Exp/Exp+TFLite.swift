package import Graphs

extension Exp: TFLiteReadable {
  package static let tfliteNames = ["EXP"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Exp(), node) }
}

extension Exp: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("EXP", node)
  }
}
