package import Graphs

extension PRelu: TFLiteReadable {
  package static let tfliteNames = ["PRELU"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(PRelu(), node) }
}
