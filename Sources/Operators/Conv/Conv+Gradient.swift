package import Graphs
package import Tensors

extension Conv: Differentiable {
  /// `dx` is the transposed convolution of `dy` with `w`, `dw` correlates `x` with `dy`, `db` sums `dy` over positions.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let x = call.inputs[0], let w = call.inputs[1] else { return [nil, nil, nil] }
    let dx =
      wanted[0]
      ? try graph.apply(ConvInputGradient(self, inputShape: graph.type(of: x).shape), dy, w) : nil
    let dw =
      wanted[1]
      ? try graph.apply(ConvWeightGradient(self, weightShape: graph.type(of: w).shape), x, dy) : nil
    let db = wanted.count > 2 && wanted[2] ? try graph.apply(ReduceSum(axes: [0, 1, 2], keepsAxes: false), dy) : nil
    return [dx, dw, db]
  }
}

extension Conv: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let w = inputs[1]?.shape, let y = outputs.first?.shape else { return OperatorCost(multiplyAccumulates: 0) }
    return OperatorCost(multiplyAccumulates: y.count, w[1], w[2], w[3])
  }
}
