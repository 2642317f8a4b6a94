package import Graphs
import Tensors

/// `Conv(x, w, b) → BatchNormalization` → `Conv(x, w·f, b·f + offset)` with `f = scale/√(variance + ε)` per output
/// channel; likewise DepthwiseConv and Gemm, when everything is known and nobody else reads the convolution, and
/// ConvTranspose, also when a Transpose brings its channels to the end.
///
/// Source: Jacob et al. 2018 (arXiv 1712.05877), section 3.2.
package struct BatchNormFolding: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let norm = node.op as? BatchNormalization, var y = node.inputs[0], index.onlyConsumer(of: y) != nil,
      var producer = index.producer(of: y), producer.epilogue.isEmpty
    else { return nil }
    var turn: Node?
    if let transpose = producer.op as? Transpose, transpose.permutation.last == 1, let x = producer.inputs[0],
      index.onlyConsumer(of: x) != nil, let before = index.producer(of: x), before.op is ConvTranspose,
      before.epilogue.isEmpty
    {
      (turn, y, producer) = (producer, x, before)
    }
    guard turn != nil || !(producer.op is ConvTranspose) || graph.type(of: y).shape.rank == 2,
      producer.inputs.count > 1, let w = producer.inputs[1], let weights = graph.constant(w),
      weights.element == .float32,
      let channels = OutputChannels(producer.op, weights: weights.shape)
    else { return nil }
    let vectors = node.inputs.dropFirst().compactMap { graph.reals($0)?.map { Double($0) } }
    guard vectors.count == 4, channels.count == vectors[0].count else { return nil }
    let stated = producer.inputs.count > 2 ? producer.inputs[2] : nil
    guard stated == nil || graph.reals(stated) != nil else { return nil }
    let (factors, offsets) = BatchNormalization.affine(
      scale: vectors[0], bias: vectors[1], mean: vectors[2], variance: vectors[3], epsilon: norm.epsilon)
    let scaled = weights.remade(as: weights.type) { source, target in
      let (w, result) = (source.assumingMemoryBound(to: Float.self), target.assumingMemoryBound(to: Float.self))
      for i in w.indices { result[i] = Float(Double(w[i]) * factors[channels[i]]) }
    }
    let bias = graph.reals(stated) ?? [Float](repeating: 0, count: factors.count)
    let shifted = bias.indices.map { Float(Double(bias[$0]) * factors[$0] + offsets[$0]) }
    var patch = GraphPatch(graph)
    let biasName = (stated ?? node.inputs[2]).map { graph[$0].name } ?? ""
    let inputs = [
      producer.inputs[0], patch.constant(scaled, name: graph[w].name), patch.constant(Tensor(shifted), name: biasName),
    ]
    var result = try patch.append(producer.op, inputs, name: producer.name)
    if let turn { result = try patch.append(turn.op, [result[0]], name: turn.name) }
    patch.replace(node.outputs[0], with: result[0])
    return patch
  }

  /// The axis of the weights that counts output channels, for a transposed convolution those of one group.
  fileprivate static func outputAxis(_ op: any Operator) -> Int? {
    switch op {
    case is Conv: 0
    case is DepthwiseConv: 2
    case let gemm as Gemm: gemm.transposeB ? 0 : 1
    case is ConvTranspose: 1
    default: nil
    }
  }
}

/// Which output channel each stored weight of a layer belongs to.
private struct OutputChannels {
  let count: Int
  private let inner: Int
  private let extent: Int
  /// Weights of a group; each has channels of its own behind each other.
  private let group: Int

  init?(_ op: any Operator, weights: Shape) {
    let groups = (op as? ConvTranspose)?.groups ?? 1
    guard let axis = BatchNormFolding.outputAxis(op), weights.rank > axis, groups >= 1, weights.count > 0 else {
      return nil
    }
    extent = weights[axis]
    inner = weights.strides[axis]
    count = extent * groups
    group = weights.count / groups
  }

  subscript(position: Int) -> Int { position / group * extent + position / inner % extent }
}
