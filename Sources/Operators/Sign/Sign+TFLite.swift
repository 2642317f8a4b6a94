package import Graphs

extension Sign: TFLiteReadable {
  package static let tfliteNames = ["SIGN"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Sign(), node) }
}
