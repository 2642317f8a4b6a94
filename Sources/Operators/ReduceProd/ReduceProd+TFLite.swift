package import Graphs
package import Tensors

extension ReduceProd: TFLiteConvertible {
  package static let tfliteNames = ["REDUCE_PROD"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try reduction(tflite: node, into: &context) }

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    ReduceProd.tfliteTakes(inputs, [.float32, .int32, .int64])
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    context.writeReduction("REDUCE_PROD", node, self)
  }
}
