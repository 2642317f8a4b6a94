import Foundation
package import Graphs
import Operators
package import Tensors

/// Moves the difficulty of outlier channels from activations into weights: `X' = X/s`, `W' = s⊙W` with
/// `s_j = max|X_j|^α / max|W_j|^(1−α)`, where all readers of X share one s. Float graph → float graph.
///
/// The division goes into the LayerNormalization, RMSNormalization or layer that makes X; values made by anything else
/// stay as they are. Promise: the float outputs stay the same to rounding; at α = 0.5 the largest activation and the
/// largest weight of a channel are equal.
/// Source: Xiao et al. 2023 (arXiv 2211.10438).
package struct SmoothQuant: Sendable, Hashable {
  package enum Migration: Sendable, Hashable {
    /// One α for all, in 0…1.
    case fixed(Double)
    /// For each value the α of these with the least error of its readers' outputs, both sides at 8 bits.
    case search([Double])

    package static let standardSearch = search(stride(from: 0.3, through: 0.901, by: 0.1).map { $0 })
  }

  package var migration: Migration

  package init(_ migration: Migration = .fixed(0.5)) { self.migration = migration }

  package struct Result: Sendable {
    package let graph: Graph
    /// Names of the values that were smoothed, with the α of each.
    package let smoothed: [(name: String, alpha: Double)]
  }

  /// - Parameters:
  ///   - source: a float graph; it is simplified first.
  ///   - batches: of its first input's type but for the batch.
  package func smoothed(_ source: Graph, over batches: [Tensor]) throws(QuantizationError) -> Result {
    var graph: Graph
    do { graph = try FusionPipeline.simplified(source) } catch { throw .graph(error) }
    var done: [(String, Double)] = []
    // Found in the graph as it is: factors change no position.
    for input in ScalableInput.all(of: graph) {
      let values = try graph.values(of: input.value, over: batches)
      var largest = [Double](repeating: 0, count: input.channels)
      for value in values {
        value.withElements(as: Float.self) { x in
          for i in x.indices { largest[i % input.channels] = max(largest[i % input.channels], Double(abs(x[i]))) }
        }
      }
      guard largest.allSatisfy(\.isFinite) else { throw .notFinite(value: graph[input.value].name) }
      let weights = input.weightMaxima(in: graph)
      let alpha: Double
      switch migration {
      case .fixed(let value): alpha = value
      case .search(let candidates):
        let patches = input.patches(in: graph, values, most: 1024)
        alpha =
          candidates.min { a, b in
            error(a, input, largest, weights, patches, graph) < error(b, input, largest, weights, patches, graph)
          } ?? 0.5
      }
      do { try input.divide(by: Self.factors(largest, weights, alpha), in: &graph) } catch { throw .graph(error) }
      done.append((graph[input.value].name, alpha))
    }
    return Result(graph: graph, smoothed: done)
  }

  /// `s`, at least 10⁻⁵; 1 for channels that are always 0 or that nobody weighs.
  static func factors(_ activations: [Double], _ weights: [Double], _ alpha: Double) -> [Double] {
    zip(activations, weights).map { x, w in
      guard x > 0, w > 0 else { return 1 }
      let s = pow(x, alpha) / pow(w, 1 - alpha)
      return s.isFinite ? max(s, 1e-5) : 1
    }
  }

  /// Squared error of the readers' outputs with 8-bit activations per tensor and 8-bit weights per channel.
  private func error(
    _ alpha: Double, _ input: ScalableInput, _ largest: [Double], _ weights: [Double], _ patches: [[Float]],
    _ graph: Graph
  ) -> Double {
    let s = Self.factors(largest, weights, alpha)
    return zip(input.readers, patches).reduce(0) { total, pair in
      let (reader, inputs) = pair
      guard !inputs.isEmpty else { return total }
      let rows = graph.weightRows(of: reader)
      var scaled = rows
      reader.scale(&scaled, inputs: s, outputs: nil)
      let grid = WeightGrid(scaled, columns: reader.columns, bits: 8, fit: .largest)
      var moved = inputs
      for i in moved.indices { moved[i] = Float(Double(moved[i]) / s[i % reader.columns % input.channels]) }
      let (low, high) = (moved.min() ?? 0, moved.max() ?? 0)
      guard low <= high else { return .infinity }
      let parameters = AffineParameters.asymmetric(low...high, element: .uint8)
      let zero = Int(parameters.zeroPoint)
      let coded = moved.map { FakeQuantizing.value($0, step: parameters.scale, codes: -zero...255 - zero) }
      return total
        + OutputError.squared(inputs, rows, coded, grid.reals(grid.nearest(scaled)), columns: reader.columns)
    }
  }
}

/// How far two products lie apart.
enum OutputError {
  /// Mean over positions of `Σ (x·wᵀ − x'·w'ᵀ)²`.
  static func squared(_ x: [Float], _ w: [Float], _ x2: [Float], _ w2: [Float], columns: Int) -> Double {
    let (positions, outputs) = (x.count / max(columns, 1), w.count / max(columns, 1))
    guard let product = MatrixProduct(rows: positions, columns: outputs, depth: columns, transposeB: true) else {
      return 0
    }
    let (a, b) = (Storage(floatCount: positions * outputs), Storage(floatCount: positions * outputs))
    product.run(Storage(floats: x), Storage(floats: w), into: a)
    product.run(Storage(floats: x2), Storage(floats: w2), into: b)
    var sum = 0.0
    for i in 0..<positions * outputs {
      let difference = Double(a.floats[i]) - Double(b.floats[i])
      sum += difference * difference
    }
    return sum / Double(max(positions, 1))
  }
}
