package import Graphs

extension Maximum: TFLiteReadable {
  package static let tfliteNames = ["MAXIMUM"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(Maximum(), node) }
}
