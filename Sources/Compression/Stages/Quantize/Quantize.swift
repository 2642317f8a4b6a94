import Manifests
package import Quantization
package import Reports
package import Training

/// `quantize: {calibration, share, samples, granularity}`: int8 after training.
package struct Quantize: CompressionStage {
  package static let key = "quantize"
  private let method: PostTrainingInt8
  private let samples: Int

  package init(_ method: PostTrainingInt8 = PostTrainingInt8(), samples: Int = 200) {
    self.method = method
    self.samples = samples
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let samples = try container.decodeIfPresent(Int.self, forKey: .samples) ?? 200
    try container.require(.samples, samples, in: 1...100_000)
    let share = try container.decodeIfPresent(Double.self, forKey: .share) ?? 0.9999
    try container.require(.share, share, in: 0.5...1)
    let calibration: Calibration =
      switch try container.decodeIfPresent(CalibrationName.self, forKey: .calibration) ?? .percentile {
      case .minMax: .minMax
      case .percentile: .percentile(share)
      case .meanSquaredError: .meanSquaredError
      }
    let granularity = try container.decodeIfPresent(Granularity.self, forKey: .granularity) ?? .perChannel
    self.init(PostTrainingInt8(calibration: calibration, granularity: granularity), samples: samples)
  }

  private enum CalibrationName: String, Decodable, CaseIterable {
    case minMax = "min-max"
    case percentile
    case meanSquaredError = "mse"
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case calibration, share, samples, granularity }

  package var title: LocalizedText {
    switch method.granularity {
    case .perTensor: LocalizedText(ja: "int8（テンソル単位）", en: "int8, per tensor")
    case .perChannel: LocalizedText(ja: "int8（チャネル単位）", en: "int8, per channel")
    }
  }

  package func apply(to state: inout CompressionState, report: (TrainingEvent) -> Void) throws {
    let inputs = try ModelInput.samples(samples, of: state.data.calibration, for: state.graph)
    state.graph = try method.quantized(state.graph, calibrationBatches: inputs).graph
    state.masks = [:]
  }
}
