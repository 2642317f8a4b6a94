import Foundation
package import Graphs
import Operators
import Tensors

/// Bias correction without data: `b −= Σ ε·E[x]` with `ε = Ŵ − W` and the mean input that a folded batch normalization
/// and the activation behind it let expect.
///
/// Layers whose input comes from elsewhere are left alone. Only the shift that weights cause is taken back.
/// Source: Nagel et al. 2019 (arXiv 1906.04721), section 4.2.1.
package struct AnalyticBiasCorrection: Sendable, Hashable {
  /// As in ``BiasCorrection/guardRatio``.
  package var guardRatio: Double

  package init(guardRatio: Double = 2) { self.guardRatio = guardRatio }

  /// - Parameters:
  ///   - source: a float graph with folded batch normalizations.
  ///   - statistics: of the outputs of its layers.
  ///   - rounded: the weights of a layer, row by row, as their codes will stand for them.
  package func corrected(
    _ source: Graph, statistics: ChannelStatistics, rounded: (WeightedLayer) throws -> [Float]
  ) throws -> BiasCorrection.Result {
    let index = GraphIndex(source)
    var graph = source
    var (corrected, skipped): ([String], [String]) = ([], [])
    for layer in WeightedLayer.all(of: source) {
      guard let means = Self.inputMeans(of: layer, in: source, index, statistics) else {
        skipped.append(layer.node.name)
        continue
      }
      let rows = source.weightRows(of: layer)
      let codes = try rounded(layer)
      let shift = (0..<layer.outputs).map { row in
        (0..<layer.columns).reduce(0.0) { sum, column in
          let at = row * layer.columns + column
          return sum + (Double(codes[at]) - Double(rows[at])) * means[layer.inputChannel(row: row, column: column)]
        }
      }
      if BiasCorrection(guardRatio: guardRatio).apply(shift, to: layer, in: &graph) {
        corrected.append(layer.node.name)
      } else {
        skipped.append(layer.node.name)
      }
    }
    return BiasCorrection.Result(graph: graph, corrected: corrected, skipped: skipped)
  }

  /// The mean of every input channel, where a layer with statistics and at most a clamp make it.
  private static func inputMeans(
    of layer: WeightedLayer, in graph: Graph, _ index: GraphIndex, _ statistics: ChannelStatistics
  ) -> [Double]? {
    var range = -Float.infinity...Float.infinity
    var producer = index.producer(of: layer.input)
    if let clamp = producer?.op as? any ClampOperator {
      range = clamp.range
      producer = index.producer(of: producer?.inputs.first ?? nil)
    }
    guard let producer, let moments = statistics[producer.name], moments.means.count == layer.inputs else { return nil }
    return zip(moments.means, moments.deviations).map {
      ClampedNormal(mean: $0, deviation: $1).mean(in: Double(range.lowerBound)...Double(range.upperBound))
    }
  }
}

/// A normal distribution seen through a clamp.
package struct ClampedNormal: Sendable {
  package let mean: Double
  package let deviation: Double

  package init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }

  /// `E[clamp(x, a, b)] = a·Φ(A) + b·(1 − Φ(B)) + μ·(Φ(B) − Φ(A)) + σ·(φ(A) − φ(B))` with `A = (a − μ)/σ`, `B = (b − μ)/σ`;
  /// for ReLU that is `μ·(1 − Φ(−μ/σ)) + σ·φ(−μ/σ)`.
  package func mean(in range: ClosedRange<Double>) -> Double {
    guard deviation > 0 else { return min(max(mean, range.lowerBound), range.upperBound) }
    let (a, b) = ((range.lowerBound - mean) / deviation, (range.upperBound - mean) / deviation)
    let below = range.lowerBound.isFinite ? range.lowerBound * Self.share(below: a) : 0
    let above = range.upperBound.isFinite ? range.upperBound * (1 - Self.share(below: b)) : 0
    return below + above + mean * (Self.share(below: b) - Self.share(below: a))
      + deviation * (Self.density(a) - Self.density(b))
  }

  private static func share(below x: Double) -> Double { 0.5 * erfc(-x * 0.5.squareRoot()) }
  private static func density(_ x: Double) -> Double { x.isFinite ? exp(-x * x / 2) / (2 * .pi).squareRoot() : 0 }
}
