package import Graphs
import Operators
package import Tensors

extension QuantizationMethod {
  /// A quantized model and the float one that was rounded.
  package struct Improved: Sendable {
    package let outcome: Outcome
    /// Computes what the source computes, with its channels scaled as the improvement wants them and, by AWQ, weights
    /// clipped; its layers and those of the quantized model fit each other. Biases are as they were.
    package let float: Graph

    package init(outcome: Outcome, float: Graph) {
      self.outcome = outcome
      self.float = float
    }
  }

  /// Quantizes with scaled channels, better codes or corrected biases.
  /// - Parameters:
  ///   - batches: calibration inputs of the type of the graph's one input but for the batch; some dozen samples a batch
  ///     are quickest. May be empty where neither method nor improvement looks at samples.
  ///   - progress: is told the share of the layers whose codes have been chosen.
  /// - Throws: ``QuantizationError/nothingToQuantize`` when weights become no integers, and
  ///   ``QuantizationError/severalInputs(_:)``.
  package func quantized(
    _ source: Graph, batches: [Tensor], improvement: QuantizationImprovement, progress: (Double) -> Void = { _ in }
  ) throws -> Improved {
    guard let scheme = weights else { throw QuantizationError.nothingToQuantize }
    var float = try improvement.scaled(source, over: batches)
    if improvement.rounding == .awq {
      float = try AWQ(bits: scheme.element.bits, group: scheme.granularity.group).scaled(float, over: batches).graph
    }
    let ranges = try activationRanges(float, batches)
    var given: GivenCodes = [:]
    switch improvement.rounding {
    case .nearest, .awq: break
    case .adaRound: given = try codes(.adaRound(AdaRound()), scheme, float, batches, ranges, progress)
    case .gptq: given = try codes(.gptq(GPTQ()), scheme, float, batches, ranges, progress)
    }
    var corrected = float
    if improvement.correctsBias, improvement.rounding != .adaRound {
      corrected = try BiasCorrection().corrected(float, over: batches) { try finished($0, ranges, given).graph }.graph
    }
    return Improved(outcome: try finished(corrected, ranges, given), float: float)
  }

  /// Nil where activations stay reals.
  private func activationRanges(_ graph: Graph, _ batches: [Tensor]) throws(QuantizationError) -> [ActivationRange]? {
    guard needsCalibration else { return nil }
    return try QuantizableGraph(graph).ranges(
      over: batches.map { [$0] }, calibration: calibration, for: activations ?? .activations)
  }

  private func codes(
    _ method: LayerwiseRounding.Method, _ scheme: QuantizationScheme, _ graph: Graph, _ batches: [Tensor],
    _ ranges: [ActivationRange]?, _ progress: (Double) -> Void
  ) throws -> GivenCodes {
    var rounding = LayerwiseRounding(method, bits: scheme.element.bits - (scheme.reducesRange ? 1 : 0))
    rounding.sharesRows = scheme.granularity == .perTensor
    rounding.group = scheme.granularity.group
    if scheme.element.bits > 4 { rounding.fit = .largest }
    var start = graph
    var activations: [ValueID: FakeQuantize] = [:]
    if let ranges {
      let quantizable = try QuantizableGraph(graph)
      start = quantizable.graph
      activations = fakeActivations(quantizable, ranges)
    }
    let count = Double(max(WeightedLayer.all(of: start).count, 1))
    var done = 0.0
    return try rounding.rounded(start, over: batches, activations: activations) { _ in
      done += 1
      progress(done / count)
    }.codes
  }

  /// What rounds the activations while codes of weights are chosen.
  private func fakeActivations(_ graph: QuantizableGraph, _ ranges: [ActivationRange]) -> [ValueID: FakeQuantize] {
    let scheme = activations ?? .activations
    let parameters = ActivationParameters(graph, ranges.map(\.range), scheme)
    return Dictionary(
      uniqueKeysWithValues: graph.placement.calibrated.compactMap { id in
        parameters.byValue[id].map { (id, FakeQuantize($0, codes: scheme.codes)) }
      })
  }

  private func finished(
    _ graph: Graph, _ ranges: [ActivationRange]?, _ given: GivenCodes
  ) throws(QuantizationError) -> Outcome {
    guard let ranges else { return try quantized(graph, samples: [[Tensor]](), given: given) }
    var method = StaticQuantization(
      calibration: calibration, weights: weights ?? .weights(), activations: activations ?? .activations)
    method.weightSearch = search
    let result = try method.quantized(QuantizableGraph(graph), ranges: ranges, given: given)
    return Outcome(graph: result.graph, enlarged: result.enlarged)
  }
}

extension QuantizationImprovement {
  /// The float graph that quantization starts from, with channels scaled as this asks for.
  func scaled(_ source: Graph, over batches: [Tensor]) throws(QuantizationError) -> Graph {
    guard source.inputs.count == 1 || batches.isEmpty else { throw .severalInputs(source.inputs.count) }
    // Statistics of batch normalizations are noted before these are folded.
    var graph = try equalization?.equalized(source).graph ?? source
    graph = try graph.preparedForQuantization()
    if let smoothing { graph = try smoothing.smoothed(graph, over: batches).graph }
    return graph
  }
}

extension Granularity {
  /// Weights that share a scale, when they are counted.
  var group: Int? {
    if case .perGroup(let size) = self { return size }
    return nil
  }
}
