import Manifests
package import Quantization
package import Reports
package import Training

/// `quantize: {to, calibration, share, samples, granularity, activations, rounding, correct-bias}`: fewer bits for each
/// number, after training.
package struct Quantize: CompressionStage {
  package static let key = "quantize"
  private let method: QuantizationMethod
  private let samples: Int
  private let improvement: QuantizationImprovement

  package init(
    _ method: QuantizationMethod = QuantizationMethod(.int8), samples: Int = 200,
    improvement: QuantizationImprovement = QuantizationImprovement()
  ) {
    self.method = method
    self.samples = samples
    self.improvement = improvement
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let samples = try container.decodeIfPresent(Int.self, forKey: .samples) ?? 200
    try container.require(.samples, samples, in: 1...100_000)
    let share = try container.decodeIfPresent(Double.self, forKey: .share) ?? 0.9999
    try container.require(.share, share, in: 0.5...1)
    var method = QuantizationMethod(try container.decodeIfPresent(QuantizationTarget.self, forKey: .to) ?? .int8)
    switch try container.decodeIfPresent(CalibrationName.self, forKey: .calibration) ?? .percentile {
    case .minMax: method.calibration = .minMax
    case .movingAverage: method.calibration = .movingAverage(constant: 0.01)
    case .percentile: method.calibration = .percentile(share)
    case .entropy: method.calibration = .entropy
    case .meanSquaredError: method.calibration = .meanSquaredError
    }
    method.granularity = try container.decodeIfPresent(GranularityName.self, forKey: .granularity)?.granularity
    method.activations = try container.decodeIfPresent(ActivationName.self, forKey: .activations)?.scheme
    let improvement = QuantizationImprovement(
      rounding: try container.decodeIfPresent(WeightRounding.self, forKey: .rounding) ?? .nearest,
      correctsBias: try container.decodeIfPresent(Bool.self, forKey: .correctBias) ?? false)
    if method.weights == nil {
      // Numbers of 16 bits are reals: there is no code to choose.
      if improvement.rounding != .nearest {
        throw container.refusal(.rounding, .oneOf([WeightRounding.nearest.rawValue]))
      }
      if improvement.correctsBias { throw container.refusal(.correctBias, .oneOf(["false"])) }
    }
    self.init(method, samples: samples, improvement: improvement)
  }

  private enum CalibrationName: String, Decodable, CaseIterable {
    case minMax = "min-max"
    case movingAverage = "moving-average"
    case percentile
    case entropy
    case meanSquaredError = "mse"
  }

  private enum GranularityName: String, Decodable, CaseIterable {
    case tensor, channel
    case group32 = "group:32"
    case group64 = "group:64"
    case group128 = "group:128"
    case group256 = "group:256"

    var granularity: Granularity? { Granularity(rawValue) }
  }

  private enum ActivationName: String, Decodable, CaseIterable {
    case uint8, int8

    var scheme: QuantizationScheme? { QuantizationScheme(activations: rawValue) }
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case to, calibration, share, samples, granularity, activations, rounding
    case correctBias = "correct-bias"
  }

  package var title: LocalizedText {
    var name = LocalizedText(verbatim: method.target.rawValue)
    if improvement.rounding != .nearest {
      let rounding = improvement.rounding.title
      name = LocalizedText(ja: "\(name.ja)・\(rounding)", en: "\(name.en) with \(rounding)")
    }
    if improvement.correctsBias {
      name = LocalizedText(ja: "\(name.ja)・バイアス補正", en: "\(name.en), corrected biases")
    }
    switch method.weights?.granularity {
    case nil: return name
    case .perTensor: return LocalizedText(ja: "\(name.ja)（テンソル単位）", en: "\(name.en), per tensor")
    case .perChannel: return LocalizedText(ja: "\(name.ja)（チャネル単位）", en: "\(name.en), per channel")
    case .perGroup(let size): return LocalizedText(ja: "\(name.ja)（\(size) 個ごと）", en: "\(name.en), groups of \(size)")
    }
  }

  package func apply(to state: inout CompressionState, report: (TrainingEvent) -> Void) throws {
    state.masks = [:]
    guard improvement.isPlain else {
      let batches = try CalibrationBatches.make(samples, of: state.data.calibration, for: state.graph)
      state.graph = try method.quantized(state.graph, batches: batches, improvement: improvement).outcome.graph
      return
    }
    let inputs =
      method.needsCalibration ? try ModelInput.samples(samples, of: state.data.calibration, for: state.graph) : []
    state.graph = try method.quantized(state.graph, samples: inputs.map { [$0] }, threads: state.threads).graph
  }
}
