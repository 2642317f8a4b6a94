package import Graphs
import Tensors

/// `Conv → Relu` → `Conv` with the clamp in its epilogue; likewise DepthwiseConv, Gemm, sums and products before any
/// activation that clamps, when nobody else reads what is between.
package struct ActivationFusion: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let activation = node.op as? any ClampOperator, node.epilogue.isEmpty, let x = node.inputs[0],
      graph.type(of: x).element == .float32, index.onlyConsumer(of: x) != nil, let producer = index.producer(of: x),
      ActivationFusion.takesClamp(producer.op), producer.outputs.first == x,
      producer.epilogue.hasNoActivation, producer.epilogue.output == nil
    else { return nil }
    var patch = GraphPatch(graph)
    var epilogue = producer.epilogue
    epilogue.clamp = activation.range
    let y = try patch.append(producer.op, producer.inputs, name: producer.name, epilogue: epilogue)
    patch.replace(node.outputs[0], with: y[0])
    for (old, new) in zip(producer.outputs, y).dropFirst() { patch.replace(old, with: new) }
    return patch
  }

  /// Operators whose kernels clamp what they store.
  static func takesClamp(_ op: any Operator) -> Bool {
    op is Conv || op is DepthwiseConv || op is Gemm || op is DynamicGemm || op is Add || op is Subtract
      || op is Multiply || op is TrainingBatchNormalization
  }
}
