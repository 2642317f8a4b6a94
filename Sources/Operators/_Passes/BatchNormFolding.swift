package import Graphs
import Tensors

/// `Conv(x, w, b) → BatchNormalization` → `Conv(x, w·f, b·f + offset)` with `f = scale/√(variance + ε)` per output
/// channel; likewise DepthwiseConv and Gemm, when everything is known and nobody else reads the convolution.
///
/// Source: Jacob et al. 2018 (arXiv 1712.05877), section 3.2.
package struct BatchNormFolding: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let norm = node.op as? BatchNormalization, let y = node.inputs[0], index.onlyConsumer(of: y) != nil,
      let producer = index.producer(of: y), producer.epilogue.isEmpty,
      let axis = BatchNormFolding.outputAxis(producer.op), let w = producer.inputs[1],
      let weights = graph.constant(w), weights.element == .float32
    else { return nil }
    let vectors = node.inputs.dropFirst().compactMap { graph.reals($0)?.map { Double($0) } }
    guard vectors.count == 4, weights.shape[axis] == vectors[0].count else { return nil }
    let stated = producer.inputs.count > 2 ? producer.inputs[2] : nil
    guard stated == nil || graph.reals(stated) != nil else { return nil }
    let (factors, offsets) = BatchNormalization.affine(
      scale: vectors[0], bias: vectors[1], mean: vectors[2], variance: vectors[3], epsilon: norm.epsilon)
    let inner = weights.shape.strides[axis]
    let scaled = weights.remade(as: weights.type) { source, target in
      let (w, result) = (source.assumingMemoryBound(to: Float.self), target.assumingMemoryBound(to: Float.self))
      for i in w.indices { result[i] = Float(Double(w[i]) * factors[i / inner % factors.count]) }
    }
    let bias = graph.reals(stated) ?? [Float](repeating: 0, count: factors.count)
    let shifted = bias.indices.map { Float(Double(bias[$0]) * factors[$0] + offsets[$0]) }
    var patch = GraphPatch(graph)
    let biasName = (stated ?? node.inputs[2]).map { graph[$0].name } ?? ""
    let inputs = [
      producer.inputs[0], patch.constant(scaled, name: graph[w].name), patch.constant(Tensor(shifted), name: biasName),
    ]
    let result = try patch.append(producer.op, inputs, name: producer.name)
    patch.replace(node.outputs[0], with: result[0])
    return patch
  }

  /// The axis of the weights that counts output channels.
  package static func outputAxis(_ op: any Operator) -> Int? {
    switch op {
    case is Conv: 0
    case is DepthwiseConv: 2
    case let gemm as Gemm: gemm.transposeB ? 0 : 1
    default: nil
    }
  }
}
