package import Graphs

extension Minimum: TFLiteReadable {
  package static let tfliteNames = ["MINIMUM"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(Minimum(), node) }
}
