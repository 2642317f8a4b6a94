package import Graphs
package import Tensors

extension ArgMin: TFLiteConvertible {
  package static let tfliteNames = ["ARG_MIN"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try position(tflite: node, into: &context) }

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    !takesLast && ArgMin.tfliteTakes(inputs, [.float32, .int32])
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    context.writePosition("ARG_MIN", node, self)
  }
}
