package import Graphs

extension Add: TFLiteReadable {
  package static let tfliteNames = ["ADD"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(Add(), node) }
}
