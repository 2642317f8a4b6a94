import Manifests
import Quantization
package import Reports
package import Training

/// `reestimate: {samples}`: measures the statistics of every batch normalization anew on training data, after a stage
/// that changed weights without training, such as pruning. Weights stay as they are.
package struct Reestimate: CompressionStage {
  package static let key = "reestimate"
  private let samples: Int

  package init(samples: Int = 1_000) { self.samples = samples }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let samples = try container.decodeIfPresent(Int.self, forKey: .samples) ?? 1_000
    try container.require(.samples, samples, in: 2...100_000)
    self.init(samples: samples)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case samples }

  package var title: LocalizedText {
    LocalizedText(ja: "バッチ正規化の再推定", en: "batch normalization re-estimated")
  }

  package func apply(to state: inout CompressionState, report: (TrainingEvent) -> Void) throws {
    let inputs = try CalibrationBatches.make(samples, of: state.data.training, for: state.graph)
    state.graph = try BatchNormReestimation().reestimated(state.graph, over: inputs)
  }
}
