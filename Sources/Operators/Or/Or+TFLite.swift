package import Graphs

extension Or: TFLiteReadable {
  package static let tfliteNames = ["LOGICAL_OR"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(Or(), node) }
}
