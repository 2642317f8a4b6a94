package import Graphs

extension Negate: TFLiteReadable {
  package static let tfliteNames = ["NEG"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Negate(), node) }
}
