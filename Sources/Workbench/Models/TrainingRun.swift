import Charts
import Compression
import Datasets
import Foundation
import Graphs
import Hashing
import Manifests
package import Reports
package import Training

/// What a training recipe file may set: `model`, `epochs`, `batch`, `learningRate`, `seed`.
package struct TrainingRecipe: Decodable, Sendable {
  var model = ModelPreset.glyphnet
  var epochs = 10
  var batch = 64
  var learningRate: Float = 4e-3
  var seed: UInt64 = 1

  init() {}

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    model = try container.decodeIfPresent(ModelPreset.self, forKey: .model) ?? model
    epochs = try container.decodeIfPresent(Int.self, forKey: .epochs) ?? epochs
    batch = try container.decodeIfPresent(Int.self, forKey: .batch) ?? batch
    learningRate = try container.decodeIfPresent(Float.self, forKey: .learningRate) ?? learningRate
    seed = try container.decodeIfPresent(UInt64.self, forKey: .seed) ?? seed
    try container.require(.epochs, epochs, in: 1...1_000)
    try container.require(.batch, batch, in: 1...4_096)
    try container.require(.learningRate, learningRate, in: 1e-8...10)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case model, epochs, batch, learningRate, seed }

  static let keys = CodingKeys.allCases.map(\.stringValue)
}

/// One training with its progress on the screen and its curve as a record.
struct TrainingRun {
  let recipe: TrainingRecipe
  let threads: Int

  /// - Returns: the trained graph and its loss curve, at most about 200 points.
  func run(
    on data: CompressionData, number: Int?, of total: Int?, in workspace: Workspace
  ) throws -> (graph: Graph, record: TrainingRecord) {
    let graph = try recipe.model.graph(input: data.training.inputShape, seed: recipe.seed)
    var options = TrainingOptions()
    options.epochs = recipe.epochs
    options.batchSize = recipe.batch
    options.optimizer = .adam(learningRate: recipe.learningRate)
    options.seed = recipe.seed
    options.threads = threads
    let title = LocalizedText(ja: "小さな CNN を学習", en: "training a small CNN")
    workspace.report(.began(title: title, number: number, of: total))
    var curve = LossCurve()
    let trained = try Trainer(graph, options: options).train(on: data.training, objective: CrossEntropy()) { event in
      curve.take(event)
      if case .step(let done, let steps, _) = event {
        workspace.report(.moved(fraction: Double(done) / Double(steps), figures: curve.figures))
      }
    }
    workspace.report(.ended(figures: curve.figures))
    let record = TrainingRecord(
      name: recipe.model.rawValue, seed: recipe.seed, dataset: data.training.name,
      datasetSHA256: data.training.identity.hex, threads: threads, points: curve.points)
    return (trained, record)
  }
}

/// The loss so far, thinned to what a chart needs.
package struct LossCurve {
  package private(set) var points: [TrainingRecord.Point] = []
  private var recent: [Double] = []
  private var epoch = (number: 0, of: 0)

  package init() {}

  /// Means over stretches of steps; one step alone is mostly noise.
  package mutating func take(_ event: TrainingEvent) {
    switch event {
    case .step(let done, let total, let loss):
      recent.append(Double(loss))
      guard recent.count >= max(1, total / 200) else { return }
      points.append(.init(step: done, loss: recent.reduce(0, +) / Double(recent.count)))
      recent = []
    case .epoch(let number, let count, _): epoch = (number, count)
    }
  }

  /// `▇▅▃▂▁  loss 0.412  epoch 2/6`
  var figures: LocalizedText {
    let line = Sparkline.of(points.map(\.loss), width: 16)
    let loss = points.last.map { Figure.fixed($0.loss, 3) } ?? "—"
    let epochs =
      epoch.of > 0 ? (ja: "  エポック \(epoch.number)/\(epoch.of)", en: "  epoch \(epoch.number)/\(epoch.of)") : ("", "")
    return LocalizedText(ja: "\(line)  損失 \(loss)\(epochs.0)", en: "\(line)  loss \(loss)\(epochs.1)")
  }
}
