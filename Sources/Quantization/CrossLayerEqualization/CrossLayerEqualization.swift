import Foundation
package import Graphs
import Operators
import Tensors

/// Scales the channels between neighbouring layers so that all have the same range of weights: one scale for a whole
/// tensor then serves every channel. Float graph → float graph, without data.
///
/// Before → after: `W₁[o]`, `W₂[…,o]` → `W₁[o]/s`, `W₂[…,o]·s` with `s = √(r₁/r₂)` of the largest magnitudes; behind a
/// depthwise layer `G = (r₁·r₂·r₃)^⅓` and all three ranges become `G`. Runs are swept until every factor is within 1 % of 1.
/// Promise: the float outputs stay the same to rounding, if no bounded activation is replaced.
/// Source: Nagel et al. 2019 (arXiv 1906.04721), section 4.1.
package struct CrossLayerEqualization: Sendable, Hashable {
  /// Whether ReLU6 and its like become ReLU first, which alone allows the factors behind them. That changes the model
  /// wherever a value above the bound occurs.
  package var replacesBounds: Bool
  /// Whether large biases are absorbed by the layer behind, see ``BiasAbsorption``.
  package var absorbsBiases: Bool

  package init(replacesBounds: Bool = true, absorbsBiases: Bool = true) {
    self.replacesBounds = replacesBounds
    self.absorbsBiases = absorbsBiases
  }

  package struct Result: Sendable {
    package let graph: Graph
    /// What is known of the outputs of layers, in the scale they have now.
    package let statistics: ChannelStatistics
    /// Pairs of neighbouring layers.
    package let pairs: Int
    package let sweeps: Int
    /// Bounded activations that became ReLU.
    package let replacedBounds: Int
    /// Channels whose bias went into the next layer.
    package let absorbedChannels: Int
  }

  private static let mostSweeps = 200
  private static let tolerance = 0.01

  /// - Parameter source: as trained; batch normalizations are folded, after their statistics have been noted.
  /// - Throws: ``QuantizationError/notFinite(value:)`` for weights that are NaN or infinite.
  package func equalized(_ source: Graph) throws(QuantizationError) -> Result {
    var statistics = ChannelStatistics(of: source)
    var graph: Graph
    do { graph = try FusionPipeline.simplified(source) } catch { throw .graph(error) }
    var replaced = 0
    if replacesBounds { replaced = graph.replaceBounds() }
    let runs = EqualizationRun.all(of: graph)
    var sweeps = 0
    while sweeps < Self.mostSweeps, !runs.isEmpty {
      sweeps += 1
      var largest = 0.0
      for run in runs { largest = max(largest, try Self.equalize(run, in: &graph, &statistics)) }
      if largest <= Self.tolerance { break }
    }
    var absorbed = 0
    if absorbsBiases {
      absorbed = try BiasAbsorption.absorb(along: runs, in: &graph, &statistics)
    }
    return Result(
      graph: graph, statistics: statistics, pairs: runs.reduce(0) { $0 + $1.layers.count - 1 }, sweeps: sweeps,
      replacedBounds: replaced, absorbedChannels: absorbed)
  }

  /// - Returns: how far the factor farthest from 1 was away.
  private static func equalize(
    _ run: EqualizationRun, in graph: inout Graph, _ statistics: inout ChannelStatistics
  ) throws(QuantizationError) -> Double {
    let layers = run.layers
    let channels = layers[0].outputs
    var rows = layers.map { graph.weightRows(of: $0) }
    var ranges: [[Double]] = []
    for (number, layer) in layers.enumerated() {
      guard rows[number].allSatisfy(\.isFinite) else { throw .notFinite(value: layer.node.name) }
      ranges.append(
        number == 0 ? layer.outputMaxima(rows[0]) : layer.inputMaxima(rows[number], channels: channels))
    }
    // factors[j][c]: what the output of layer j is divided by.
    var factors = [[Double]](repeating: [Double](repeating: 1, count: channels), count: layers.count)
    var farthest = 0.0
    for c in 0..<channels {
      let r = ranges.map { $0[c] }
      // Roots one by one, so that no product of ranges overflows.
      let mean = r.reduce(1) { $0 * pow($1, 1 / Double(r.count)) }
      guard mean > 0, mean.isFinite, r.allSatisfy({ $0 > 0 }) else { continue }
      var factor = 1.0
      for j in layers.indices.dropLast() {
        factor *= r[j] / mean
        guard factor.isFinite, factor > 0, Float(factor).isNormal else { break }
        factors[j][c] = factor
        farthest = max(farthest, abs(factor - 1))
      }
    }
    for (number, layer) in layers.enumerated() {
      let before = number == 0 ? nil : factors[number - 1]
      let after = number == layers.count - 1 ? nil : factors[number]
      layer.scale(&rows[number], inputs: before, outputs: after)
      do {
        try graph.setWeights(of: layer, rows: rows[number])
        if let after {
          let bias = graph.biasValues(of: layer)
          if layer.bias != nil {
            try graph.setBias(of: layer, to: zip(bias, after).map { Float(Double($0) / $1) })
          }
          statistics.divide(layer.node.name, by: after)
        }
      } catch { throw .graph(error) }
    }
    return farthest
  }
}

extension WeightedLayer {
  /// The largest magnitude of every row.
  func outputMaxima(_ rows: [Float]) -> [Double] {
    (0..<outputs).map { row in
      Double(rows[row * columns..<(row + 1) * columns].reduce(0) { max($0, abs($1)) })
    }
  }

  /// The largest magnitude of the weights on every channel, where inputs beyond `channels` begin again at the first.
  func inputMaxima(_ rows: [Float], channels: Int) -> [Double] {
    var maxima = [Double](repeating: 0, count: channels)
    for row in 0..<outputs {
      for column in 0..<columns {
        let channel = inputChannel(row: row, column: column) % channels
        maxima[channel] = max(maxima[channel], Double(abs(rows[row * columns + column])))
      }
    }
    return maxima
  }

  /// Multiplies the weights on each input channel, divides those of each output channel.
  func scale(_ rows: inout [Float], inputs before: [Double]?, outputs after: [Double]?) {
    for row in 0..<outputs {
      for column in 0..<columns {
        let up = before.map { $0[inputChannel(row: row, column: column) % $0.count] } ?? 1
        let down = after?[row] ?? 1
        rows[row * columns + column] = Float(Double(rows[row * columns + column]) * up / down)
      }
    }
  }
}

extension Graph {
  /// Turns activations `0…high` into ReLU where a layer with weights makes what they read.
  fileprivate mutating func replaceBounds() -> Int {
    let index = GraphIndex(self)
    var nodes = self.nodes
    var count = 0
    for (position, node) in nodes.enumerated() {
      guard let clip = node.op as? Clip, clip.low == 0, clip.high.isFinite, node.epilogue.isEmpty,
        let producer = index.producer(of: node.inputs[0]), WeightedLayer.hasWeights(producer.op)
      else { continue }
      nodes[position].op = Relu()
      count += 1
    }
    if count > 0 { setNodes(nodes) }
    return count
  }
}
