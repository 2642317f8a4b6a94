import Datasets
import Distillation
import Manifests
package import Reports
package import Training

/// `train: {epochs, learningRate, batch, distill: {temperature, weight}}`: trains what is left, with or without the
/// original as teacher. Zero patterns of earlier stages are kept.
package struct Train: CompressionStage {
  package static let key = "train"

  package struct Teacher: Decodable, Sendable, Hashable {
    package let temperature: Float
    package let weight: Float

    package init(temperature: Float = 4, weight: Float = 0.7) {
      self.temperature = temperature
      self.weight = weight
    }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      temperature = try container.decodeIfPresent(Float.self, forKey: .temperature) ?? 4
      weight = try container.decodeIfPresent(Float.self, forKey: .weight) ?? 0.7
      try container.require(.temperature, temperature, in: 1...100)
      try container.require(.weight, weight, in: 0...1)
    }

    private enum CodingKeys: String, CodingKey, CaseIterable { case temperature, weight }
  }

  private let epochs: Int
  private let learningRate: Float
  private let batch: Int
  private let teacher: Teacher?

  package init(epochs: Int, learningRate: Float = 2e-3, batch: Int = 64, teacher: Teacher? = nil) {
    self.epochs = epochs
    self.learningRate = learningRate
    self.batch = batch
    self.teacher = teacher
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epochs = try container.decode(Int.self, forKey: .epochs)
    learningRate = try container.decodeIfPresent(Float.self, forKey: .learningRate) ?? 2e-3
    batch = try container.decodeIfPresent(Int.self, forKey: .batch) ?? 64
    teacher = try container.decodeIfPresent(Teacher.self, forKey: .distill)
    try container.require(.epochs, epochs, in: 1...1000)
    try container.require(.batch, batch, in: 1...4096)
    try container.require(.learningRate, learningRate, in: 1e-8...10)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case epochs, learningRate, batch, distill }

  package var title: LocalizedText {
    teacher == nil
      ? LocalizedText(ja: "再学習 \(epochs) エポック", en: "fine-tuning, \(epochs) epochs")
      : LocalizedText(ja: "蒸留 \(epochs) エポック", en: "distillation, \(epochs) epochs")
  }

  package func apply(to state: inout CompressionState, report: (TrainingEvent) -> Void) throws {
    var options = TrainingOptions()
    options.epochs = epochs
    options.batchSize = min(batch, max(1, state.data.training.count))
    options.optimizer = .adam(learningRate: learningRate)
    options.seed = state.seed
    options.threads = state.threads
    options.masks = state.masks
    let trainer = try Trainer(state.graph, options: options)
    if let teacher {
      let objective = try LogitDistillation(
        teacher: state.original, batch: options.batchSize, temperature: teacher.temperature, weight: teacher.weight)
      state.graph = try trainer.train(on: state.data.training, objective: objective, report: report)
    } else {
      state.graph = try trainer.train(on: state.data.training, objective: CrossEntropy(), report: report)
    }
  }
}
