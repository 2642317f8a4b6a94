package import Graphs

extension ReduceProd: TFLiteReadable {
  package static let tfliteNames = ["REDUCE_PROD"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try reduction(tflite: node, into: &context) }
}
