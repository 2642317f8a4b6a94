package import Graphs

extension ReduceSum: TFLiteReadable {
  package static let tfliteNames = ["SUM"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try reduction(tflite: node, into: &context) }
}
