package import Graphs

extension LessOrEqual: TFLiteReadable {
  package static let tfliteNames = ["LESS_EQUAL"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(LessOrEqual(), node) }
}
