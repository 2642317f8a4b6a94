package import Graphs
package import Tensors

extension ReduceMean: TFLiteReadable {
  package static let tfliteNames = ["MEAN"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try reduction(tflite: node, into: &context) }
}

extension ReduceMean: TFLiteWritable {
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    ReduceMean.isCodes(output) && inputs.allSatisfy(ReduceMean.isCodes)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    context.writeReduction("MEAN", node, self)
  }
}
