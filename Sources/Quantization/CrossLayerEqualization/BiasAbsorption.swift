import Graphs
import Operators
import Tensors

/// Moves the part of a channel that a ReLU practically never cuts into the bias of the next layer, so that the range of
/// the activation becomes smaller: `c = max(0, β − 3|γ|)`, `b₁ −= c`, `b₂ += Σ W₂·c`.
///
/// Exact where the value before the ReLU is above c, 99.865 % of the time for a normal distribution, and not at borders
/// that are padded with zeros. Needs the statistics of a batch normalization.
/// Source: Nagel et al. 2019 (arXiv 1906.04721), section 4.1.3.
enum BiasAbsorption {
  /// - Returns: channels with something to absorb.
  static func absorb(
    along runs: [EqualizationRun], in graph: inout Graph, _ statistics: inout ChannelStatistics
  ) throws(QuantizationError) -> Int {
    var count = 0
    let index = GraphIndex(graph)
    for run in runs {
      for (first, second) in zip(run.layers, run.layers.dropFirst()) {
        // Only a ReLU alone between the two: pooling and flattening keep constants, too, but padding would not.
        guard let reader = index.onlyConsumer(of: first.output), reader.op is Relu, reader.outputs[0] == second.input,
          let moments = statistics[first.node.name], moments.means.count == first.outputs,
          second.inputs == first.outputs
        else { continue }
        let offsets = zip(moments.means, moments.deviations).map { max(0, $0 - 3 * $1) }
        guard offsets.contains(where: { $0 > 0 }) else { continue }
        count += offsets.filter { $0 > 0 }.count
        let lower = zip(graph.biasValues(of: first), offsets).map { Float(Double($0) - $1) }
        let rows = graph.weightRows(of: second)
        let raised = graph.biasValues(of: second).enumerated().map { row, bias in
          let sum = (0..<second.columns).reduce(Double(bias)) { sum, column in
            sum + Double(rows[row * second.columns + column])
              * offsets[second.inputChannel(row: row, column: column)]
          }
          return Float(sum)
        }
        do {
          try graph.setBias(of: first, to: lower)
          try graph.setBias(of: second, to: raised)
        } catch { throw .graph(error) }
        statistics.subtract(first.node.name, offsets)
      }
    }
    return count
  }
}
