package import Graphs

extension ReduceMean: TFLiteReadable {
  package static let tfliteNames = ["MEAN"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try reduction(tflite: node, into: &context) }
}
