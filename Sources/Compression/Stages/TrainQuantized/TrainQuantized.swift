import Datasets
import Manifests
package import Quantization
package import Reports
package import Training

/// `train-quantized: {method, bits, activation-bits, edge-bits, epochs, learningRate, batch, samples}`: trains with
/// rounding in the graph and leaves the integer model. The first and the last layer have weights of `edge-bits`, usually 8.
package struct TrainQuantized: CompressionStage {
  package static let key = "train-quantized"
  private let method: AwareTraining
  private let epochs: Int
  private let learningRate: Float
  private let batch: Int
  private let samples: Int

  package init(
    _ method: AwareTraining = AwareTraining(), epochs: Int, learningRate: Float = 0.01, batch: Int = 64,
    samples: Int = 200
  ) {
    self.method = method
    self.epochs = epochs
    self.learningRate = learningRate
    self.batch = batch
    self.samples = samples
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let bits = try container.decodeIfPresent(Int.self, forKey: .bits) ?? 4
    let activationBits = try container.decodeIfPresent(Int.self, forKey: .activationBits) ?? 8
    let edgeBits = try container.decodeIfPresent(Int.self, forKey: .edgeBits) ?? 8
    let epochs = try container.decode(Int.self, forKey: .epochs)
    let learningRate = try container.decodeIfPresent(Float.self, forKey: .learningRate) ?? 0.01
    let batch = try container.decodeIfPresent(Int.self, forKey: .batch) ?? 64
    let samples = try container.decodeIfPresent(Int.self, forKey: .samples) ?? 200
    try container.require(.bits, bits, in: 2...8)
    try container.require(.activationBits, activationBits, in: 2...8)
    try container.require(.edgeBits, edgeBits, in: 2...8)
    try container.require(.epochs, epochs, in: 1...1000)
    try container.require(.learningRate, learningRate, in: 1e-8...10)
    try container.require(.batch, batch, in: 1...4096)
    try container.require(.samples, samples, in: 1...100_000)
    let name = try container.decodeIfPresent(AwareTraining.Method.self, forKey: .method) ?? .learnedStep
    self.init(
      AwareTraining(name, weightBits: bits, activationBits: activationBits, edgeBits: edgeBits), epochs: epochs,
      learningRate: learningRate, batch: batch, samples: samples)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case method, bits, epochs, learningRate, batch, samples
    case activationBits = "activation-bits"
    case edgeBits = "edge-bits"
  }

  package var title: LocalizedText {
    let name = method.method.rawValue.uppercased()
    return LocalizedText(
      ja: "量子化を考慮した学習（\(name)、\(method.weightBits) ビット、\(epochs) エポック）",
      en: "quantization-aware training (\(name), \(method.weightBits) bits, \(epochs) epochs)")
  }

  package func apply(to state: inout CompressionState, report: (TrainingEvent) -> Void) throws {
    let inputs = try CalibrationBatches.make(samples, of: state.data.calibration, for: state.graph)
    var options = method.options(epochs: epochs, learningRate: learningRate)
    options.batchSize = min(batch, max(1, state.data.training.count))
    options.seed = state.seed
    options.threads = state.threads
    let trained = try method.trained(
      state.graph, calibrationBatches: inputs, on: state.data.training, options: options, report: report)
    state.graph = try method.exported(trained)
    state.masks = [:]
  }
}
