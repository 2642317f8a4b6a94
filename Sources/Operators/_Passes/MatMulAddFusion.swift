package import Graphs
import Tensors

/// `MatMul(a [M,K], constant b [K,N])` → `Gemm(a, bᵀ)`, and `Gemm(a, w) + constant row` → `Gemm(a, w, row)`.
///
/// The Gemm with weights `[O,I]` is the form that has an integer kernel. Reals of more than two axes keep `b` as it is.
package struct MatMulAddFusion: GraphPass {
  /// True to take products of more than two axes too, which a file states as MatMul.
  package let takesBatches: Bool

  package init(takesBatches: Bool = false) { self.takesBatches = takesBatches }

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    switch node.op {
    case is MatMul where node.epilogue.isEmpty: try gemm(node, graph, index)
    case is Add where node.epilogue.isEmpty: try biased(node, graph, index)
    default: nil
    }
  }

  private func gemm(_ node: Node, _ graph: Graph, _ index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let a = node.inputs[0], takesBatches || graph.type(of: a).shape.rank == 2,
      let weights = ConstantWeights(node.inputs[1], in: graph, index: index), weights.tensor.shape.rank == 2
    else { return nil }
    var patch = GraphPatch(graph)
    if graph.type(of: a).shape.rank > 2, weights.tensor.element == .float32 {
      patch.replace(node.outputs[0], with: try patch.append(Gemm(), [a, node.inputs[1]], name: node.name)[0])
      return patch
    }
    let w = try weights.replaced(by: weights.tensor.transposed([1, 0]), in: &patch)
    let y = try patch.append(Gemm(transposeB: true), [a, w], name: node.name)
    patch.replace(node.outputs[0], with: y[0])
    return patch
  }

  private func biased(_ node: Node, _ graph: Graph, _ index: GraphIndex) throws(GraphError) -> GraphPatch? {
    for (position, other) in [(0, 1), (1, 0)] {
      guard let id = node.inputs[position], let producer = index.producer(of: id), let gemm = producer.op as? Gemm,
        producer.epilogue.isEmpty, producer.inputs.count < 3 || producer.inputs[2] == nil,
        index.onlyConsumer(of: id) != nil, let addend = node.inputs[other]
      else { continue }
      let columns = graph.type(of: id).shape.channels
      let weights = ConstantWeights(addend, in: graph, index: index)
      guard let weights, weights.tensor.shape.count == columns, weights.tensor.shape.channels == columns,
        graph.type(of: node.outputs[0]).shape == graph.type(of: id).shape,
        weights.tensor.shape.rank == 1 || weights.tensor.type.quantization == nil,
        let row = try? weights.tensor.reshaped(to: [columns])
      else { continue }
      var patch = GraphPatch(graph)
      let bias = try weights.replaced(by: row, in: &patch)
      let y = try patch.append(gemm, [producer.inputs[0], producer.inputs[1], bias], name: producer.name)
      patch.replace(node.outputs[0], with: y[0])
      return patch
    }
    return nil
  }
}
