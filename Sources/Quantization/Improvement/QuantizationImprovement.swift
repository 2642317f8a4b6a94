/// What decides which code a weight gets.
package enum WeightRounding: String, Sendable, Hashable, Codable, CaseIterable {
  case nearest
  case adaRound = "adaround"
  case gptq
  /// Weights are scaled first, then rounded to nearest.
  case awq

  /// As papers spell it.
  package var title: String {
    switch self {
    case .nearest: "nearest"
    case .adaRound: "AdaRound"
    case .gptq: "GPTQ"
    case .awq: "AWQ"
    }
  }
}

/// What is done with a few samples so that a quantized model loses less.
package struct QuantizationImprovement: Sendable, Hashable {
  /// Scaling of neighbouring layers before anything else.
  package var equalization: CrossLayerEqualization?
  /// Outliers of activations go into weights before anything is rounded.
  package var smoothing: SmoothQuant?
  package var rounding: WeightRounding
  /// Whether the mean of every layer's outputs is brought back to that of the float model. AdaRound does so by itself.
  package var correctsBias: Bool

  package init(rounding: WeightRounding = .nearest, correctsBias: Bool = false) {
    self.rounding = rounding
    self.correctsBias = correctsBias
  }

  package var isPlain: Bool { self == QuantizationImprovement() }

  /// Whether samples are looked at.
  package var needsSamples: Bool { smoothing != nil || rounding != .nearest || correctsBias }
}
