package import Datasets
import Foundation
package import Graphs

extension Evaluation {
  /// Signal-to-noise ratio of models' outputs, dB: `10 · log₁₀(Σ y² ÷ Σ (y − ŷ)²)` over all samples, with y the outputs
  /// of `base` and ŷ those of a model. Infinite when they are equal.
  /// - Parameter graphs: one image input, one output of the shape that `base` has; any batch size.
  /// - Returns: one ratio for each graph.
  package static func outputRatios(
    of graphs: [Graph], against base: Graph, on dataset: Dataset, threads: Int = 1
  ) throws -> [Double] {
    let expected = try outputs(of: base, on: dataset, threads: threads)
    return try graphs.map { graph in
      let found = try outputs(of: graph, on: dataset, threads: threads)
      guard expected.count == found.count else {
        throw TrainingError.shape(model: "\(found.count) outputs", data: "\(expected.count)")
      }
      var signal = 0.0
      var noise = 0.0
      for (y, z) in zip(expected, found) {
        signal += Double(y) * Double(y)
        noise += (Double(y) - Double(z)) * (Double(y) - Double(z))
      }
      return 10 * log10(signal / noise)
    }
  }

  private static func outputs(of graph: Graph, on dataset: Dataset, threads: Int) throws -> [Float] {
    var all: [Float] = []
    try run(graph, on: dataset, threads: threads) { outputs, samples in
      all += outputs.prefix(outputs.count / samples.size * samples.count)
    }
    return all
  }
}
