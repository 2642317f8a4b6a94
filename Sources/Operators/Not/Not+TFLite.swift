package import Graphs

extension Not: TFLiteReadable {
  package static let tfliteNames = ["LOGICAL_NOT"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Not(), node) }
}
