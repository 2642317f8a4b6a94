package import Graphs
import Tensors

/// `Cast(MatMulInteger(q, w, zero)) · (scale · scales)` → `DynamicGemm(q, scale, zero, wᵀ, scales)`, and
/// `DynamicGemm + constant row` → `DynamicGemm` with that bias. `q`, `scale` and `zero` come from one
/// DynamicQuantizeLinear; the weights are known. The same bytes.
package struct DynamicProductFusion: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.epilogue.isEmpty, node.inputs.count == 2 else { return nil }
    for (position, other) in [(0, 1), (1, 0)] {
      let made =
        node.op is Multiply
        ? try product(node.inputs[position], scaled: node.inputs[other], node, graph, index)
        : node.op is Add ? try biased(node.inputs[position], by: node.inputs[other], node, graph, index) : nil
      if let made { return made }
    }
    return nil
  }

  private func product(
    _ reals: ValueID?, scaled factor: ValueID?, _ node: Node, _ graph: Graph, _ index: GraphIndex
  ) throws(GraphError) -> GraphPatch? {
    guard let cast = producer(reals, index), (cast.op as? Cast)?.element == .float32,
      let product = producer(cast.inputs[0], index), product.op is MatMulInteger, product.inputs.count > 2,
      let quantize = index.producer(of: product.inputs[0]), quantize.op is DynamicQuantizeLinear,
      product.inputs[2] == quantize.outputs[2], let scale = producer(factor, index), scale.op is Multiply,
      let known = scale.inputs.first(where: { $0 != quantize.outputs[1] }), scale.inputs.contains(quantize.outputs[1]),
      let scales = graph.reals(known), let b = graph.constant(product.inputs[1])
    else { return nil }
    let columns = b.shape[1]
    let zeros = product.inputs.count > 3 ? product.inputs[3] : nil
    guard scales.count == 1 || (scales.count == columns && graph.type(of: known ?? node.outputs[0]).shape.rank == 1),
      zeros == nil || graph.constant(zeros) != nil,
      graph.type(of: node.outputs[0]).shape == graph.type(of: product.outputs[0]).shape,
      let weights = MatMulInteger.weights(b, zeros: graph.constant(zeros))
    else { return nil }
    var patch = GraphPatch(graph)
    let w = patch.constant(weights, name: node.name + "_w")
    let row = scales.count == columns ? scales : [Float](repeating: scales[0], count: columns)
    let factors = patch.constant(Tensor(row), name: node.name + "_s")
    let inputs = [quantize.outputs[0], quantize.outputs[1], quantize.outputs[2], w, factors]
    patch.replace(node.outputs[0], with: try patch.append(DynamicGemm(), inputs, name: product.name)[0])
    return patch
  }

  private func biased(
    _ product: ValueID?, by row: ValueID?, _ node: Node, _ graph: Graph, _ index: GraphIndex
  ) throws(GraphError) -> GraphPatch? {
    guard let gemm = producer(product, index), gemm.op is DynamicGemm, gemm.inputs.count == 5,
      let addend = graph.constant(row), addend.element == .float32, let y = gemm.outputs.first,
      addend.count == graph.type(of: y).shape.channels, addend.shape.channels == addend.count,
      graph.type(of: y).shape == graph.type(of: node.outputs[0]).shape,
      let bias = try? addend.reshaped(to: [addend.count])
    else { return nil }
    var patch = GraphPatch(graph)
    let inputs = gemm.inputs + [patch.constant(bias, name: node.name + "_b")]
    patch.replace(node.outputs[0], with: try patch.append(DynamicGemm(), inputs, name: gemm.name)[0])
    return patch
  }

  /// The node that makes a value which nobody else reads.
  private func producer(_ id: ValueID?, _ index: GraphIndex) -> Node? {
    guard let id, index.onlyConsumer(of: id) != nil, let node = index.producer(of: id), node.epilogue.isEmpty else {
      return nil
    }
    return node
  }
}
