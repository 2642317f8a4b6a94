package import Graphs
import Operators
package import Tensors

/// What decides which code a weight gets.
package enum WeightRounding: String, Sendable, Hashable, Codable, CaseIterable {
  case nearest
  case adaRound = "adaround"
  case gptq
  /// Weights are scaled first, then rounded to nearest.
  case awq
}

/// What is done with a few samples so that a quantized model loses less.
package struct QuantizationImprovement: Sendable, Hashable {
  package var rounding: WeightRounding
  /// Whether the mean of every layer's outputs is brought back to that of the float model. AdaRound does so by itself.
  package var correctsBias: Bool

  package init(rounding: WeightRounding = .nearest, correctsBias: Bool = false) {
    self.rounding = rounding
    self.correctsBias = correctsBias
  }

  package var isPlain: Bool { rounding == .nearest && !correctsBias }
}

extension QuantizationMethod {
  /// Quantizes with better codes or corrected biases.
  /// - Parameter batches: calibration inputs of the type of the graph's one input but for the batch; some dozen samples a
  ///   batch are quickest.
  /// - Throws: ``QuantizationError/nothingToQuantize`` when weights become no integers.
  package func quantized(
    _ source: Graph, batches: [Tensor], improvement: QuantizationImprovement
  ) throws -> Outcome {
    guard let scheme = weights else { throw QuantizationError.nothingToQuantize }
    var graph = try source.preparedForQuantization()
    let ranges = try activationRanges(graph, batches)
    var given: GivenCodes = [:]
    switch improvement.rounding {
    case .nearest: break
    case .awq:
      graph = try AWQ(bits: scheme.element.bits, group: scheme.granularity.group).scaled(graph, over: batches).graph
    case .adaRound: given = try codes(.adaRound(AdaRound()), scheme, graph, batches, ranges)
    case .gptq: given = try codes(.gptq(GPTQ()), scheme, graph, batches, ranges)
    }
    if improvement.correctsBias, improvement.rounding != .adaRound {
      graph = try BiasCorrection().corrected(graph, over: batches) { try finished($0, ranges, given).graph }.graph
    }
    return try finished(graph, ranges, given)
  }

  /// Nil where activations stay reals.
  private func activationRanges(_ graph: Graph, _ batches: [Tensor]) throws(QuantizationError) -> [ActivationRange]? {
    guard needsCalibration else { return nil }
    return try QuantizableGraph(graph).ranges(
      over: batches.map { [$0] }, calibration: calibration, for: activations ?? .activations)
  }

  private func codes(
    _ method: LayerwiseRounding.Method, _ scheme: QuantizationScheme, _ graph: Graph, _ batches: [Tensor],
    _ ranges: [ActivationRange]?
  ) throws -> GivenCodes {
    var rounding = LayerwiseRounding(method, bits: scheme.element.bits)
    rounding.sharesRows = scheme.granularity == .perTensor
    rounding.group = scheme.granularity.group
    if scheme.element.bits > 4 { rounding.fit = .largest }
    return try rounding.rounded(graph, over: batches, activations: fakeActivations(graph, ranges)).codes
  }

  /// What rounds the activations while codes of weights are chosen.
  private func fakeActivations(
    _ graph: Graph, _ ranges: [ActivationRange]?
  ) throws(QuantizationError) -> [ValueID: FakeQuantize] {
    guard let ranges else { return [:] }
    let scheme = activations ?? .activations
    let quantizable = try QuantizableGraph(graph)
    let parameters = ActivationParameters(quantizable, ranges.map(\.range), scheme)
    return Dictionary(
      uniqueKeysWithValues: quantizable.placement.calibrated.compactMap { id in
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

extension Granularity {
  /// Weights that share a scale, when they are counted.
  fileprivate var group: Int? {
    if case .perGroup(let size) = self { return size }
    return nil
  }
}
