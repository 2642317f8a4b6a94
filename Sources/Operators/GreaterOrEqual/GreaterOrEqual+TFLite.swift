package import Graphs

extension GreaterOrEqual: TFLiteReadable {
  package static let tfliteNames = ["GREATER_EQUAL"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(GreaterOrEqual(), node) }
}
