package import Graphs
package import Tensors

/// Weights as codes, activations as they are.
///
/// Before → after: `Gemm(x, w)` becomes `Gemm(x, DQ(codes of w))`, likewise every other layer with known weights, also
/// recurrent ones and tables that rows are picked from.
/// Promise: a weight moves by at most half a step of its group. Codes of 4 bits in groups of 32, 64, … along the summed
/// axis of a fully-connected layer stay 4 bits in memory and are multiplied as such; all others become reals when the
/// plan is made, so that only the file is smaller.
/// Source: Frantar et al. 2023 (arXiv 2210.17323), round to nearest.
package struct WeightOnlyQuantization: Sendable, Hashable {
  package var weights: QuantizationScheme
  package var search: WeightRangeSearch

  package init(_ weights: QuantizationScheme, search: WeightRangeSearch = .minMax) {
    self.weights = weights
    self.search = search
  }

  /// - Parameter given: weights that are codes already, by name.
  /// - Throws: ``QuantizationError/nothingToQuantize`` for a graph without known float weights.
  package func quantized(_ source: Graph, given: GivenCodes = [:]) throws(QuantizationError) -> Graph {
    let graph = try source.preparedForQuantization()
    try graph.check(given)
    var rewriting = WeightRewriting(graph, given) { (weights, slot) throws(TensorError) in
      try self.weights.quantized(weights, slot, search: search)
    }
    return try rewriting.run()
  }
}
