package import Graphs
package import Tensors

extension Reciprocal: TFLiteWritable {
  package func hasForm(_ inputs: [TensorType?]) -> Bool { Reciprocal.tfliteTakes(inputs, [.float32]) }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let one = context.sharedConstant(Tensor(repeating: 1, shape: .scalar), name: "one")
    context.append("DIV", [one, context.name(node, 0)], [context.define(node.outputs[0])])
  }
}
