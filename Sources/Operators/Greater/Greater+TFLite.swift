package import Graphs

extension Greater: TFLiteReadable {
  package static let tfliteNames = ["GREATER"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(Greater(), node) }
}
