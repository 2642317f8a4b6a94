package import Graphs

extension Round: TFLiteReadable {
  package static let tfliteNames = ["ROUND"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Round(), node) }
}
