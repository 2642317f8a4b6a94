package import Graphs

extension Pow: TFLiteReadable {
  package static let tfliteNames = ["POW"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(Pow(), node) }
}
