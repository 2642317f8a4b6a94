package import Graphs

extension ReduceMin: TFLiteReadable {
  package static let tfliteNames = ["REDUCE_MIN", "REDUCE_ALL"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try reduction(tflite: node, into: &context) }
}
