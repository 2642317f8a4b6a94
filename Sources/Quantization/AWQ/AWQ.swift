import Foundation
package import Graphs
import Operators
package import Tensors

/// Protects the weights that meet large activations before weights are rounded to few bits: `W' = W·s`, `X' = X/s` with
/// `s = ⟨|X|⟩^ρ`, brought to `s/√(max s · min s)`. Float graph → float graph.
///
/// For every value the ρ of 0, 1/20, … 19/20 with the least error of its readers' outputs is taken; ρ = 0 is plain rounding,
/// so on the calibration data it never gets worse. Afterwards each group of weights may be clipped to 50–100 % of its
/// largest where that makes the error smaller. Promise: without clipping the float outputs stay the same to rounding.
/// Source: Lin et al. 2024 (arXiv 2306.00978).
package struct AWQ: Sendable, Hashable {
  package var bits: Int
  /// Columns that share a step; `nil` for a whole row.
  package var group: Int?
  package var clips: Bool

  package init(bits: Int = 4, group: Int? = 128, clips: Bool = true) {
    self.bits = bits
    self.group = group
    self.clips = clips
  }

  package struct Result: Sendable {
    package let graph: Graph
    /// Names of the scaled values with ρ, and the squared error of their readers' outputs against plain rounding.
    package let scaled: [(name: String, ratio: Double, error: Double, plainError: Double)]
  }

  private static let ratios = (0..<20).map { Double($0) / 20 }

  /// - Parameters:
  ///   - source: a float graph; it is simplified first.
  ///   - batches: of its first input's type but for the batch.
  package func scaled(_ source: Graph, over batches: [Tensor]) throws(QuantizationError) -> Result {
    var graph: Graph
    do { graph = try FusionPipeline.simplified(source) } catch { throw .graph(error) }
    var done: [(String, Double, Double, Double)] = []
    for input in ScalableInput.all(of: graph) {
      let values = try graph.values(of: input.value, over: batches)
      let means = Self.magnitudes(values, channels: input.channels)
      guard means.allSatisfy(\.isFinite) else { throw .notFinite(value: graph[input.value].name) }
      let patches = input.patches(in: graph, values, most: 1024)
      let plain = error([Double](repeating: 1, count: input.channels), input, patches, graph)
      var best = (ratio: 0.0, error: plain, factors: [Double](repeating: 1, count: input.channels))
      for ratio in Self.ratios.dropFirst() {
        let factors = Self.factors(means, ratio, least: input.hasLayerBefore ? 0.1 : 0.01)
        let error = error(factors, input, patches, graph)
        if error < best.error { best = (ratio, error, factors) }
      }
      do {
        if best.ratio > 0 { try input.divide(by: best.factors, in: &graph) }
        if clips { try clip(input, patches, best.factors, in: &graph) }
      } catch { throw .graph(error) }
      done.append((graph[input.value].name, best.ratio, best.error, plain))
    }
    return Result(graph: graph, scaled: done)
  }

  /// `⟨|X_j|⟩`.
  private static func magnitudes(_ values: [Tensor], channels: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: channels)
    for value in values {
      value.withElements(as: Float.self) { x in for i in x.indices { sums[i % channels] += Double(abs(x[i])) } }
    }
    let count = values.reduce(0) { $0 + $1.count } / max(channels, 1)
    return sums.map { $0 / Double(max(count, 1)) }
  }

  /// - Parameter least: what means count at least, as a share of the largest: a channel that no sample made active shall
  ///   neither lose its weights nor, in a layer before, leave the other rows below what their common scale can show.
  private static func factors(_ means: [Double], _ ratio: Double, least: Double) -> [Double] {
    let floor = max(least * (means.max() ?? 0), 1e-12)
    let raw = means.map { pow(max($0, floor), ratio) }
    let middle = ((raw.max() ?? 1) * (raw.min() ?? 1)).squareRoot()
    return raw.map { $0 / middle }
  }

  private func grid(_ rows: [Float], _ reader: WeightedLayer) -> WeightGrid {
    let group = group.flatMap { reader.isProduct && reader.columns >= $0 ? $0 : nil }
    return WeightGrid(rows, columns: reader.columns, bits: bits, group: group, fit: .largest)
  }

  /// Squared error of the readers' outputs when their weights, times `factors`, are rounded and divided again.
  private func error(
    _ factors: [Double], _ input: ScalableInput, _ patches: [[Float]], _ graph: Graph
  ) -> Double {
    zip(input.readers, patches).reduce(0) { total, pair in
      let (reader, inputs) = pair
      guard !inputs.isEmpty else { return total }
      let rows = graph.weightRows(of: reader)
      var scaled = rows
      reader.scale(&scaled, inputs: factors, outputs: nil)
      let grid = grid(scaled, reader)
      var back = grid.reals(grid.nearest(scaled))
      reader.scale(&back, inputs: factors.map { 1 / $0 }, outputs: nil)
      return total + OutputError.squared(inputs, rows, inputs, back, columns: reader.columns)
    }
  }

  /// Clips the groups of every reader's rows where rounding then makes a smaller error.
  /// - Parameter factors: by which the patches have become smaller since they were taken.
  private func clip(
    _ input: ScalableInput, _ patches: [[Float]], _ factors: [Double], in graph: inout Graph
  ) throws(GraphError) {
    for (reader, stated) in zip(input.readers, patches) where !stated.isEmpty {
      var inputs = stated
      for i in inputs.indices { inputs[i] = Float(Double(inputs[i]) / factors[i % reader.columns % input.channels]) }
      var correlation = InputCorrelation(columns: reader.columns)
      correlation.add(inputs)
      var rows = graph.weightRows(of: reader)
      let grid = grid(rows, reader)
      for row in 0..<reader.outputs {
        for part in 0..<grid.groupsPerRow {
          let columns = grid.range(part)
          let own = row * reader.columns + columns.lowerBound..<row * reader.columns + columns.upperBound
          clip(&rows, own, first: columns.lowerBound, grid.limit, correlation)
        }
      }
      try graph.setWeights(of: reader, rows: rows)
    }
  }

  private func clip(
    _ rows: inout [Float], _ own: Range<Int>, first: Int, _ limit: Int, _ correlation: InputCorrelation
  ) {
    let weights = Array(rows[own])
    let largest = weights.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return }
    var best = (error: Double.infinity, bound: largest)
    for percent in stride(from: 100, through: 50, by: -5) {
      let bound = largest * Float(percent) / 100
      let step = bound / Float(limit)
      let difference = weights.map {
        FakeQuantizing.value($0, step: step, codes: -limit...limit) - $0
      }
      let error = correlation.squaredError(of: difference, first: first)
      if error < best.error { best = (error, bound) }
    }
    for (offset, w) in weights.enumerated() { rows[own.lowerBound + offset] = min(max(w, -best.bound), best.bound) }
  }
}
