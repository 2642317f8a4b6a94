package import Graphs
package import Tensors

/// Static quantization after training: activations as codes with calibrated ranges, weights as codes, int32 biases.
///
/// Before → after: `x → Conv(w, b) → Relu → …` becomes
/// `x → Q → DQ → Conv(DQ(int8 w), DQ(int32 b)) → Relu → Q → DQ → …`; the runtime fuses each such group into one kernel on
/// codes, and any engine that knows ONNX's QDQ form can do the same.
/// Promise: weights take a quarter of their bytes plus one scale per channel; a value inside its calibrated range moves
/// by at most half a step. Source: Jacob et al. 2018 (arXiv 1712.05877); Krishnamoorthi 2018 (arXiv 1806.08342).
package struct StaticQuantization: Sendable, Hashable {
  package var calibration: Calibration
  package var weights: QuantizationScheme
  package var weightSearch = WeightRangeSearch.minMax
  package var activations: QuantizationScheme

  package init(
    calibration: Calibration = .percentile(0.9999), weights: QuantizationScheme = .weights(),
    activations: QuantizationScheme = .activations
  ) {
    self.calibration = calibration
    self.weights = weights
    self.activations = activations
  }

  package init(calibration: Calibration = .percentile(0.9999), granularity: Granularity) {
    self.init(calibration: calibration, weights: .weights(.int8, granularity))
  }

  /// A quantized model and the ranges it was given.
  package struct Result: Sendable {
    package let graph: Graph
    package let activations: [ActivationRange]
    /// Weights whose scale was enlarged, because a bias would not have fitted 32 bits at `s_x·s_w`.
    package let enlarged: [String]
  }

  /// ``quantized(_:samples:given:threads:progress:)`` for a graph with one input.
  package func quantized(
    _ source: Graph, calibrationBatches batches: [Tensor], given: GivenCodes = [:]
  ) throws(QuantizationError) -> Result {
    try quantized(source, samples: batches.map { [$0] }, given: given)
  }

  /// - Parameters:
  ///   - source: a float graph.
  ///   - samples: calibration inputs (preprocessed as in use), one tensor for each input of the graph.
  ///   - given: weights that are codes already, by name.
  ///   - threads: that run the float graph.
  package func quantized(
    _ source: Graph, samples: some Sequence<[Tensor]>, given: GivenCodes = [:], threads: Int = 1,
    progress: (Int) -> Void = { _ in }
  ) throws(QuantizationError) -> Result {
    let graph = try QuantizableGraph(source)
    let ranges = try graph.ranges(
      over: samples, calibration: calibration, for: activations, threads: threads, progress: progress)
    return try rewritten(graph, ranges, given)
  }

  /// Quantizes with ranges that were chosen elsewhere; ``calibration`` has no part in it.
  /// - Parameter ranges: one for each of the graph's ``QuantizableGraph/activations``, in any order.
  /// - Throws: ``QuantizationError/missingRange(value:)``, ``QuantizationError/unexpectedRange(value:)``.
  package func quantized(
    _ source: QuantizableGraph, ranges: [ActivationRange], given: GivenCodes = [:]
  ) throws(QuantizationError) -> Result {
    var left: [String: ActivationRange] = [:]
    for range in ranges where left.updateValue(range, forKey: range.name) != nil {
      throw .unexpectedRange(value: range.name)
    }
    var ordered: [ActivationRange] = []
    for name in source.activations {
      guard let range = left.removeValue(forKey: name) else { throw .missingRange(value: name) }
      ordered.append(range)
    }
    if let extra = left.keys.min() { throw .unexpectedRange(value: extra) }
    return try rewritten(source, ordered, given)
  }

  /// - Parameter ranges: in the order of the graph's activations.
  private func rewritten(
    _ source: QuantizableGraph, _ ranges: [ActivationRange], _ given: GivenCodes
  ) throws(QuantizationError) -> Result {
    if case .perGroup = weights.granularity { throw .groups }
    try source.graph.check(given)
    let parameters = ActivationParameters(source, ranges.map(\.range), activations)
    var rewriting = StaticRewriting(source.graph, parameters.byValue, self, given)
    return Result(graph: try rewriting.run(), activations: ranges, enlarged: rewriting.enlarged)
  }
}
