package import Graphs

extension And: TFLiteReadable {
  package static let tfliteNames = ["LOGICAL_AND"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(And(), node) }
}
