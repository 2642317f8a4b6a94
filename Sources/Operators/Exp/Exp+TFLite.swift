package import Graphs

extension Exp: TFLiteReadable {
  package static let tfliteNames = ["EXP"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Exp(), node) }
}
