import Charts
import Compression
import Datasets
import Foundation
import Graphs
import Hashing
package import Reports
package import Training

/// One training with its progress on the screen and its curve as a record.
struct TrainingRun {
  let recipe: TrainingRecipe
  let threads: Int
  var checkpointing: Checkpointing?

  /// - Returns: the trained graph and its loss curve, at most about 200 points.
  func run(
    on data: CompressionData, number: Int?, of total: Int?, in workspace: Workspace
  ) throws -> (graph: Graph, record: TrainingRecord) {
    let preset = recipe.model ?? .usual(for: data.training)
    let graph = try preset.graph(for: data.training, seed: recipe.seed)
    let title = LocalizedText(ja: "\(preset.rawValue) を学習", en: "training \(preset.rawValue)")
    workspace.report(.began(title: title, number: number, of: total))
    var curve = LossCurve()
    let trainer = try Trainer(graph, options: recipe.options(threads: threads))
    let objective = try StandardObjective.make(
      for: data.training, labelSmoothing: recipe.labelSmoothing, seed: recipe.seed)
    let trained = try trainer.train(
      on: data.training, validation: data.validation, objective: objective, checkpointing: checkpointing
    ) { event in
      curve.take(event)
      if case .step(let done, let steps, _) = event {
        workspace.report(.moved(fraction: Double(done) / Double(steps), figures: curve.figures))
      }
    }
    workspace.report(.ended(figures: curve.figures))
    let record = TrainingRecord(
      name: preset.rawValue, seed: recipe.seed, dataset: data.training.name,
      datasetSHA256: data.training.identity.hex, threads: threads, points: curve.points)
    return (trained, record)
  }
}

/// The loss so far, thinned to what a chart needs.
package struct LossCurve {
  package private(set) var points: [TrainingRecord.Point] = []
  private var recent: [Double] = []
  private var epoch = (number: 0, of: 0)
  private var score: Score?

  package init() {}

  /// Means over stretches of steps; one step alone is mostly noise.
  package mutating func take(_ event: TrainingEvent) {
    switch event {
    case .step(let done, let total, let loss):
      recent.append(Double(loss))
      guard recent.count >= max(1, total / 200) else { return }
      points.append(.init(step: done, loss: recent.reduce(0, +) / Double(recent.count)))
      recent = []
    case .epoch(let number, let count, _, let score):
      epoch = (number, count)
      self.score = score ?? self.score
      guard let score, score.kind == .accuracy, let last = points.popLast() else { return }
      points.append(.init(step: last.step, loss: last.loss, accuracy: score.value))
    }
  }

  /// `▇▅▃▂▁  loss 0.412  accuracy 87.1 %  epoch 2/6`
  var figures: LocalizedText {
    let line = Sparkline.of(points.map(\.loss), width: 16)
    let loss = points.last.map { Figure.fixed($0.loss, 3) } ?? "—"
    let epochs =
      epoch.of > 0 ? (ja: "  エポック \(epoch.number)/\(epoch.of)", en: "  epoch \(epoch.number)/\(epoch.of)") : ("", "")
    let words = score.map { ScoreWords.of($0) }
    return LocalizedText(
      ja: "\(line)  損失 \(loss)\(words.map { "  検証 " + $0.ja } ?? "")\(epochs.0)",
      en: "\(line)  loss \(loss)\(words.map { "  validation " + $0.en } ?? "")\(epochs.1)")
  }
}
