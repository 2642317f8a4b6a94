package import Graphs
package import Tensors

extension GlobalAveragePool: TFLiteWritable {
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    GlobalAveragePool.isCodes(output) && inputs.allSatisfy(GlobalAveragePool.isCodes)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let inputs = [context.name(node, 0), context.integers([1, 2], name: "axes")]
    context.append("MEAN", inputs, [context.define(node.outputs[0])], ["keep_dims": .int(1)])
  }
}
