package import Graphs

extension HardSwish: TFLiteReadable {
  package static let tfliteNames = ["HARD_SWISH"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(HardSwish(), node) }
}
