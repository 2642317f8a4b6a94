package import Graphs
import Operators
package import Tensors

/// Measures the statistics of every batch normalization anew, after weights were changed without training.
/// Float graph → float graph; only means and variances differ.
///
/// Every batch runs as in training, each normalization on the statistics of the batch itself; means and unbiased
/// variances are averaged over the batches with equal weight (momentum `1/n`).
/// Source: the `momentum=None` mode of PyTorch's BatchNorm; Sun et al. 2019 (arXiv 1904.07475), section 3.
package struct BatchNormReestimation: Sendable, Hashable {
  package init() {}

  /// - Parameters:
  ///   - source: with BatchNormalization nodes.
  ///   - batches: of some dozen samples each, 1,000 to 10,000 together; of the first input's type but for the batch.
  package func reestimated(_ source: Graph, over batches: [Tensor]) throws(QuantizationError) -> Graph {
    guard let first = batches.first else { throw .noCalibrationData }
    let norms = source.nodes.filter { $0.op is BatchNormalization }
    guard !norms.isEmpty else { return source }
    do {
      let (training, statistics) = try Self.normalizingByBatch(source)
      let probe = try GraphProbe(training, statistics.flatMap { [$0.mean, $0.variance] }, like: first)
      var sums: [[Double]] = []
      for batch in batches {
        let values = try probe.values(for: batch)
        for (number, value) in values.enumerated() {
          let count = statistics[number / 2].positions(for: batch.shape.dimensions.first ?? 1)
          // Variances by n − 1.
          let factor = number % 2 == 0 || count < 2 ? 1 : Double(count) / Double(count - 1)
          let reals = value.floats.map { Double($0) * factor }
          guard reals.allSatisfy(\.isFinite) else { throw QuantizationError.notFinite(value: norms[number / 2].name) }
          if number < sums.count { sums[number] = zip(sums[number], reals).map(+) } else { sums.append(reals) }
        }
      }
      var graph = source
      var nodes = graph.nodes
      for (number, node) in norms.enumerated() {
        guard let position = nodes.firstIndex(where: { $0.outputs == node.outputs }) else { continue }
        for (offset, name) in [(3, "mean"), (4, "variance")] {
          let values = sums[2 * number + offset - 3].map { Float($0 / Double(batches.count)) }
          let stated = node.inputs[offset].map { source[$0].name } ?? "\(node.name).\(name)"
          nodes[position].inputs[offset] = graph.constant(Tensor(values), name: stated)
        }
      }
      graph.setNodes(nodes)
      return graph.withoutUnreadConstants()
    } catch let error as QuantizationError { throw error } catch let error as GraphError { throw .graph(error) } catch {
      throw .graph(.malformed("\(error)"))
    }
  }

  /// Where the statistics of one normalization stand.
  private struct Statistics {
    let mean: ValueID
    let variance: ValueID
    /// Of a channel, in one sample.
    let perSample: Int

    func positions(for batch: Int) -> Int { perSample * batch }
  }

  /// The graph with every normalization by the statistics of the batch.
  private static func normalizingByBatch(_ source: Graph) throws(GraphError) -> (Graph, [Statistics]) {
    var graph = source
    graph.setNodes([])
    var statistics: [Statistics] = []
    var replaced: [ValueID: ValueID] = [:]
    for node in source.nodes {
      var node = node
      node.inputs = node.inputs.map { $0.map { replaced[$0] ?? $0 } }
      guard let norm = node.op as? BatchNormalization, let x = node.inputs[0] else {
        graph.setNodes(graph.nodes + [node])
        continue
      }
      let shape = graph.type(of: x).shape
      let axes = Array(0..<shape.rank - 1)
      let mean = try graph.apply(ReduceMean(axes: axes, keepsAxes: false), x)
      let centred = try graph.apply(Subtract(), x, mean)
      let variance = try graph.apply(ReduceMean(axes: axes, keepsAxes: false), graph.squared(centred))
      let deviation = try graph.apply(Sqrt(), graph.shifted(variance, by: Double(norm.epsilon)))
      let normal = try graph.apply(Divide(), centred, deviation)
      let scaled = try graph.apply(Multiply(), normal, node.inputs[1])
      replaced[node.outputs[0]] = try graph.apply(Add(), scaled, node.inputs[2])
      let perSample = shape.rank > 1 ? shape.count / max(shape.channels * shape[0], 1) : 1
      statistics.append(Statistics(mean: mean, variance: variance, perSample: perSample))
    }
    return (graph, statistics)
  }
}
