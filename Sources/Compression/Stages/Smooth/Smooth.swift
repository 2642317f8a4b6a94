import Manifests
import Quantization
package import Reports
package import Training

/// `smooth: {alpha, samples}`: moves outliers of activations into weights (SmoothQuant). Without `alpha` it is searched.
package struct Smooth: CompressionStage {
  package static let key = "smooth"
  private let alpha: Double?
  private let samples: Int

  package init(alpha: Double? = nil, samples: Int = 64) {
    self.alpha = alpha
    self.samples = samples
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let alpha = try container.decodeIfPresent(Double.self, forKey: .alpha)
    let samples = try container.decodeIfPresent(Int.self, forKey: .samples) ?? 64
    if let alpha { try container.require(.alpha, alpha, in: 0...1) }
    try container.require(.samples, samples, in: 1...100_000)
    self.init(alpha: alpha, samples: samples)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case alpha, samples }

  package var title: LocalizedText { LocalizedText(ja: "SmoothQuant", en: "SmoothQuant") }

  package func apply(to state: inout CompressionState, report: (TrainingEvent) -> Void) throws {
    let inputs = try CalibrationBatches.make(samples, of: state.data.calibration, for: state.graph)
    state.graph = try SmoothQuant(alpha.map { .fixed($0) } ?? .standardSearch).smoothed(state.graph, over: inputs).graph
    state.masks = [:]
  }
}
