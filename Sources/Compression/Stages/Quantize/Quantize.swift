import Manifests
package import Quantization
package import Reports
package import Training

/// `quantize: {to, calibration, share, samples, granularity, activations}`: fewer bits for each number, after training.
package struct Quantize: CompressionStage {
  package static let key = "quantize"
  private let method: QuantizationMethod
  private let samples: Int

  package init(_ method: QuantizationMethod = QuantizationMethod(.int8), samples: Int = 200) {
    self.method = method
    self.samples = samples
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
    self.init(method, samples: samples)
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
    case uint8, int8, int16

    var scheme: QuantizationScheme? { QuantizationScheme(activations: rawValue) }
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case to, calibration, share, samples, granularity, activations
  }

  package var title: LocalizedText {
    let name = method.target.rawValue
    guard let granularity = method.weights?.granularity else { return LocalizedText(verbatim: name) }
    switch granularity {
    case .perTensor: return LocalizedText(ja: "\(name)（テンソル単位）", en: "\(name), per tensor")
    case .perChannel: return LocalizedText(ja: "\(name)（チャネル単位）", en: "\(name), per channel")
    case .perGroup(let size): return LocalizedText(ja: "\(name)（\(size) 個ごと）", en: "\(name), groups of \(size)")
    }
  }

  package func apply(to state: inout CompressionState, report: (TrainingEvent) -> Void) throws {
    let inputs =
      method.needsCalibration ? try ModelInput.samples(samples, of: state.data.calibration, for: state.graph) : []
    state.graph = try method.quantized(state.graph, samples: inputs.map { [$0] }, threads: state.threads).graph
    state.masks = [:]
  }
}
