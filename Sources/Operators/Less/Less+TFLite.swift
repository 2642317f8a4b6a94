package import Graphs

extension Less: TFLiteReadable {
  package static let tfliteNames = ["LESS"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(Less(), node) }
}
