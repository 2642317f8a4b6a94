package import Graphs
package import Tensors

extension ReduceSum: TFLiteReadable {
  package static let tfliteNames = ["SUM"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try reduction(tflite: node, into: &context) }
}

extension ReduceSum: TFLiteWritable {
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    ReduceSum.isCodes(output) && inputs.allSatisfy(ReduceSum.isCodes)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    context.writeReduction("SUM", node, self)
  }
}
