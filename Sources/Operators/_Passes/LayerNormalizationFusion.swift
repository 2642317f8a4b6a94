package import Graphs
import Tensors

/// `d = x − ReduceMean(x)`, `d / Sqrt(ReduceMean(d·d) + ε) · scale + bias` → `LayerNormalization(x, scale, bias)`, over
/// the last axes and with known scale and bias of their extents.
package struct LayerNormalizationFusion: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.op is Add, node.epilogue.isEmpty,
      let (product, bias) = operands(of: node, graph, index, where: { $0 is Multiply }),
      let (quotient, scale) = operands(of: product, graph, index, where: { $0 is Divide }),
      let difference = plain(quotient.inputs[0], index, Subtract.self), let x = difference.inputs[0],
      let root = plain(quotient.inputs[1], index, Sqrt.self),
      let mean = plain(difference.inputs[1], index, ReduceMean.self), mean.inputs[0] == x,
      let axis = trailingAxis(mean, graph),
      let sum = plain(root.inputs[0], index, Add.self),
      let (variance, epsilon) = operands(of: sum, graph, index, where: { $0 is ReduceMean }),
      trailingAxis(variance, graph) == axis, let small = graph.scalar(epsilon),
      let square = plain(variance.inputs[0], index, Multiply.self),
      square.inputs.allSatisfy({ $0 == difference.outputs[0] })
    else { return nil }
    let row = Shape(Array(graph.type(of: x).shape.dimensions[axis...]))
    guard graph.type(of: scale).shape == row, graph.type(of: bias).shape == row,
      graph.type(of: node.outputs[0]).shape == graph.type(of: x).shape
    else { return nil }
    var patch = GraphPatch(graph)
    let op = LayerNormalization(axis: axis, epsilon: small)
    patch.replace(node.outputs[0], with: try patch.append(op, [x, scale, bias], name: node.name)[0])
    return patch
  }

  /// A node that makes a value by an operator of a kind, with nothing fused into it.
  private func plain<Kind: Operator>(_ id: ValueID?, _ index: GraphIndex, _: Kind.Type) -> Node? {
    index.producer(of: id).flatMap { $0.op is Kind && $0.epilogue.isEmpty ? $0 : nil }
  }

  /// The operand that a wanted operator makes and the other one, which must be known.
  private func operands(
    of node: Node, _ graph: Graph, _ index: GraphIndex, where isWanted: (any Operator) -> Bool
  ) -> (made: Node, known: ValueID)? {
    for (id, other) in [(node.inputs[0], node.inputs[1]), (node.inputs[1], node.inputs[0])] {
      if let made = index.producer(of: id), isWanted(made.op), made.epilogue.isEmpty, let other,
        graph.reals(other) != nil
      {
        return (made, other)
      }
    }
    return nil
  }

  /// The first axis of a mean over the last axes that keeps them.
  private func trailingAxis(_ node: Node, _ graph: Graph) -> Int? {
    guard let mean = node.op as? ReduceMean, mean.keepsAxes, let x = node.inputs[0],
      let axes = try? mean.normalizedAxes(of: graph.type(of: x).shape), let first = axes.min(),
      axes.sorted() == Array(first..<graph.type(of: x).shape.rank)
    else { return nil }
    return first
  }
}
