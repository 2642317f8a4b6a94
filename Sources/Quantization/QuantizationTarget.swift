package import Graphs
package import Tensors

/// The kinds of numbers that a model can be brought to, each by one method of this room.
package enum QuantizationTarget: String, Sendable, Hashable, Codable, CaseIterable {
  case int8
  case int8Dynamic = "int8-dynamic"
  case int8Weights = "int8-weights"
  case int4, int3, int2
  case fp16, bf16
}

/// One way to quantize a model, with everything that may be chosen.
package struct QuantizationMethod: Sendable, Hashable {
  package var target: QuantizationTarget
  /// Nil: the usual one, see ``weights``.
  package var granularity: Granularity?
  package var calibration = Calibration.percentile(0.9999)
  /// Codes of the activations. Nil: uint8 for ``QuantizationTarget/int8``, none for 4, 3 and 2 bits.
  package var activations: QuantizationScheme?
  package var reducesRange = false

  package init(_ target: QuantizationTarget) { self.target = target }

  /// A quantized model.
  package struct Outcome: Sendable {
    package let graph: Graph
    /// Weights whose scale was enlarged for the sake of a bias.
    package let enlarged: [String]

    package init(graph: Graph, enlarged: [String]) {
      self.graph = graph
      self.enlarged = enlarged
    }
  }

  /// Whether activations become codes of a scale that calibration finds.
  package var needsCalibration: Bool { target == .int8 || (weightElement != nil && activations != nil) }

  /// Whether activations as codes belong to the method at all.
  package var takesActivations: Bool { target == .int8 || isLowBit }

  private var isLowBit: Bool { target == .int4 || target == .int3 || target == .int2 }

  private var weightElement: CodeElement? {
    switch target {
    case .int8, .int8Dynamic, .int8Weights: .int8
    case .int4: .int4
    case .int3: .int3
    case .int2: .int2
    case .fp16, .bf16: nil
    }
  }

  /// Codes of the weights: by channel, with 4 bits and fewer in groups of 128 where no sum of codes is taken; nil for
  /// reals.
  package var weights: QuantizationScheme? {
    guard let element = weightElement else { return nil }
    let usual: Granularity = isLowBit && activations == nil ? .perGroup(128) : .perChannel
    return QuantizationScheme(
      element, isSymmetric: true, granularity: granularity ?? usual, reducesRange: reducesRange && element == .int8)
  }

  /// How ranges of weights are chosen: below 8 bits it pays to clip a few.
  var search: WeightRangeSearch { isLowBit ? .leastError(power: 2) : .minMax }

  /// - Parameters:
  ///   - samples: calibration inputs, one tensor for each input of the graph; asked for only if ``needsCalibration``.
  ///   - given: weights that are codes already, by name.
  ///   - threads: that run the float graph.
  ///   - progress: is told how many samples have been seen.
  package func quantized(
    _ source: Graph, samples: [[Tensor]], given: GivenCodes = [:], threads: Int = 1,
    progress: (Int) -> Void = { _ in }
  ) throws(QuantizationError) -> Outcome {
    switch target {
    case .fp16: return Outcome(graph: try HalfPrecisionStorage(.float16).stored(source), enlarged: [])
    case .bf16: return Outcome(graph: try HalfPrecisionStorage(.bfloat16).stored(source), enlarged: [])
    case .int8Dynamic:
      let graph = try DynamicQuantization(weights ?? .weights()).quantized(source, given: given)
      return Outcome(graph: graph, enlarged: [])
    case .int8, .int8Weights, .int4, .int3, .int2:
      let weights = weights ?? .weights()
      guard needsCalibration else {
        let graph = try WeightOnlyQuantization(weights, search: search).quantized(source, given: given)
        return Outcome(graph: graph, enlarged: [])
      }
      var method = StaticQuantization(
        calibration: calibration, weights: weights, activations: activations ?? .activations)
      method.weightSearch = search
      let result = try method.quantized(source, samples: samples, given: given, threads: threads, progress: progress)
      return Outcome(graph: result.graph, enlarged: result.enlarged)
    }
  }
}
