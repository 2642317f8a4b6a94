package import Graphs

extension ReduceMax: TFLiteReadable {
  package static let tfliteNames = ["REDUCE_MAX"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try reduction(tflite: node, into: &context) }
}
