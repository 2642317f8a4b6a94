package import Graphs
package import Tensors

extension ReduceMax: TFLiteConvertible {
  package static let tfliteNames = ["REDUCE_MAX", "REDUCE_ANY"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try reduction(tflite: node, into: &context) }

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    ReduceMax.tfliteTakes(inputs, [.float32, .int32, .int64, .bool])
  }

  /// TFLite's integer operator keeps scale and zero point.
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    inputs.allSatisfy { ReduceMax.sharesCodes($0, output) }
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let isLogical = context.type(of: node.outputs[0]).element == .bool
    context.writeReduction(isLogical ? "REDUCE_ANY" : "REDUCE_MAX", node, self)
  }
}
