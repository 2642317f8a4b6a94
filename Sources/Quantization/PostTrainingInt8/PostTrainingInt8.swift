package import Graphs
import Operators
package import Tensors

/// Post-training quantization to 8 bits: uint8 activations with calibrated ranges, symmetric int8 weights, int32 biases.
///
/// Before → after: `x → Conv(w, b) → Relu → …` becomes
/// `x → Q → DQ → Conv(DQ(int8 w), DQ(int32 b)) → Relu → Q → DQ → …`; the runtime fuses each such group into one kernel on
/// codes, and any engine that knows ONNX's QDQ form can do the same.
/// Promise: weights take a quarter of their bytes plus one scale per channel; a value inside its calibrated range moves
/// by at most half a step. Source: Jacob et al. 2018 (arXiv 1712.05877); Krishnamoorthi 2018 (arXiv 1806.08342).
package struct PostTrainingInt8: Sendable, Hashable {
  package var calibration: Calibration
  package var granularity: Granularity

  package init(calibration: Calibration = .percentile(0.9999), granularity: Granularity = .perChannel) {
    self.calibration = calibration
    self.granularity = granularity
  }

  /// A quantized model and the ranges it was given.
  package struct Result: Sendable {
    package let graph: Graph
    package let activations: [ActivationRange]
  }

  /// - Parameters:
  ///   - source: a float graph.
  ///   - batches: calibration inputs of the type of the graph's first input (preprocessed as in use).
  package func quantized(_ source: Graph, calibrationBatches batches: [Tensor]) throws(QuantizationError) -> Result {
    let graph = try QuantizableGraph(source)
    return try rewritten(graph, try graph.ranges(over: batches, calibration: calibration))
  }

  /// Quantizes with ranges that were chosen elsewhere; ``calibration`` has no part in it.
  /// - Parameter ranges: one for each of the graph's ``QuantizableGraph/activations``, in any order.
  /// - Throws: ``QuantizationError/missingRange(value:)``, ``QuantizationError/unexpectedRange(value:)``.
  package func quantized(
    _ source: QuantizableGraph, ranges: [ActivationRange]
  ) throws(QuantizationError) -> Result {
    var left = ranges
    var ordered: [ActivationRange] = []
    for name in source.activations {
      guard let index = left.firstIndex(where: { $0.name == name }) else { throw .missingRange(value: name) }
      ordered.append(left.remove(at: index))
    }
    if let extra = left.first { throw .unexpectedRange(value: extra.name) }
    return try rewritten(source, ordered)
  }

  /// - Parameter ranges: in the order of the graph's activations.
  private func rewritten(
    _ source: QuantizableGraph, _ ranges: [ActivationRange]
  ) throws(QuantizationError) -> Result {
    var parameters: [ValueID: QuantizationParameters] = [:]
    for (id, activation) in zip(source.placement.calibrated, ranges) {
      parameters[id] = AffineParameters.asymmetric(activation.range, element: .uint8)
    }
    for (id, origin) in source.placement.inherited { parameters[id] = parameters[origin] }
    var rewriting = QuantizedRewriting(source.graph, parameters: parameters, granularity: granularity)
    return Result(graph: try rewriting.run(), activations: ranges)
  }
}
