package import Graphs
package import Tensors

extension ReduceMax: TFLiteReadable {
  package static let tfliteNames = ["REDUCE_MAX", "REDUCE_ANY"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try reduction(tflite: node, into: &context) }
}

extension ReduceMax: TFLiteWritable {
  /// TFLite's integer operator keeps scale and zero point.
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    inputs.allSatisfy { ReduceMax.sharesCodes($0, output) }
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    context.writeReduction("REDUCE_MAX", node, self)
  }
}
