package import Datasets
import Foundation
package import Graphs

extension Evaluation {
  /// Signal-to-noise ratio of a model's outputs, dB: `10 · log₁₀(Σ y² ÷ Σ (y − ŷ)²)` over all samples, with y the
  /// outputs of `base` and ŷ those of `graph`. Infinite when they are equal.
  /// - Parameter graph: one image input, one output of the shape that `base` has; any batch size.
  package static func outputRatio(
    of graph: Graph, against base: Graph, on dataset: Dataset, threads: Int = 1
  ) throws -> Double {
    let expected = try outputs(of: base, on: dataset, threads: threads)
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

  private static func outputs(of graph: Graph, on dataset: Dataset, threads: Int) throws -> [Float] {
    var all: [Float] = []
    try run(graph, on: dataset, threads: threads) { outputs, samples in
      all += outputs.prefix(outputs.count / samples.labels.count * samples.count)
    }
    return all
  }
}
