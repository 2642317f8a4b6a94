import Charts
import Compression
import Datasets
import Foundation
import Graphs
import Manifests
import Progress
package import Reports
package import Training

/// Trains a ready architecture and writes the model with what it reaches on test data.
package struct TrainModel {
  /// Names of the ready architectures.
  package static let presets = ModelPreset.allCases.map(\.rawValue)

  private let recipe: TrainingRecipe
  private let data: DataSource
  private let out: ModelPath
  private let threads: Int
  private let checkpoint: URL
  private let resumes: Bool
  private let checkpointSeconds: Double?

  /// - Parameters:
  ///   - threads: for training; nil chooses by the machine.
  ///   - checkpoint: where what has been done is kept; beside the model when nil.
  ///   - resumes: whether to go on from there.
  ///   - checkpointSeconds: from one writing to the next; nil for the usual time.
  /// - Throws: ``WorkbenchError`` for a wrong option, ``ManifestError`` for a wrong recipe.
  package init(
    recipe: String?, preset: String?, data: String, out: String, epochs: Int?, threads: Int?,
    checkpoint: String? = nil, resumes: Bool = false, checkpointSeconds: Double? = nil
  ) throws {
    var chosen = try recipe.map { try Manifest.decode(TrainingRecipe.self, at: $0) } ?? TrainingRecipe()
    if let preset {
      guard let known = ModelPreset(rawValue: preset) else {
        throw WorkbenchError.unknownPreset(preset, known: ModelPreset.allCases.map(\.rawValue))
      }
      chosen.model = known
    }
    if let epochs {
      guard (1...1_000).contains(epochs) else {
        throw WorkbenchError.outOfRange(option: "--epochs", allowed: "1…1000", found: "\(epochs)")
      }
      chosen.epochs = epochs
    }
    let threads = threads ?? ThreadChoice.usual
    guard (1...64).contains(threads) else {
      throw WorkbenchError.outOfRange(option: "--threads", allowed: "1…64", found: "\(threads)")
    }
    guard checkpointSeconds.map({ (0...86_400).contains($0) }) ?? true else {
      throw WorkbenchError.outOfRange(
        option: "--checkpoint-seconds", allowed: "0…86400", found: "\(checkpointSeconds ?? 0)")
    }
    self.recipe = chosen
    self.data = try DataSource(data)
    self.out = ModelPath(out)
    self.threads = threads
    self.checkpoint = URL(filePath: checkpoint ?? out + ".checkpoint")
    self.resumes = resumes
    self.checkpointSeconds = checkpointSeconds
  }

  package func run(in workspace: Workspace) throws -> TrainView {
    try out.checkWritable()
    try FileAccess.checkWritable(checkpoint)
    var checkpointing = Checkpointing(path: checkpoint.relativePath)
    checkpointing.resumes = resumes
    checkpointing.everySeconds = checkpointSeconds ?? checkpointing.everySeconds
    checkpointing.isStopRequested = { Interruption.isRequested }
    guard resumes || !checkpointing.isThere else {
      throw WorkbenchError.unfinishedTraining(checkpoint: checkpoint.relativePath)
    }
    let data = try data.load()
    var run = TrainingRun(recipe: recipe, threads: threads)
    run.checkpointing = checkpointing
    let trained = try interruptible {
      do { return try run.run(on: data, number: nil, of: nil, in: workspace) } catch TrainingError.diverged(let step) {
        // What is done leads to the same end again.
        checkpointing.remove()
        throw TrainingError.diverged(step: step)
      }
    }
    try out.save(trained.graph)
    let graph = try out.load()
    let accuracy =
      data.evaluation.targets.kind == .classes
      ? try Evaluation.accuracy(of: graph, on: data.evaluation, threads: threads) : nil
    let score =
      try accuracy.map { Score(.accuracy, $0.fraction, count: $0.count) }
      ?? Evaluation.score(of: graph, on: data.evaluation, threads: threads)
    checkpointing.remove()
    return TrainView(
      file: out.url.relativePath, model: try ModelInspection.record(of: graph, file: out.url), accuracy: accuracy,
      score: score, dataset: data.evaluation.name, training: trained.record)
  }

  /// Ctrl-C waits until the checkpoint is written; a file of it that is not whole goes away.
  private func interruptible<Result>(_ body: () throws -> Result) throws -> Result {
    let unfinished = URL(filePath: checkpoint.path + ".unfinished")
    Interruption.guarded(unfinished)
    do {
      let result = try body()
      Interruption.release(unfinished)
      return result
    } catch TrainingError.stopped(let step) {
      // The process ends with this sentence: the guard stays until it has been said.
      throw WorkbenchError.trainingStopped(step: step, checkpoint: checkpoint.relativePath)
    } catch {
      Interruption.release(unfinished)
      throw error
    }
  }
}

/// A trained model file with its figures.
package struct TrainView: Answer {
  package let file: String
  package let model: ModelRecord
  /// Of a classifier.
  package let accuracy: AccuracyRecord?
  package let score: Score
  package let dataset: String
  package let training: TrainingRecord

  package func text(in language: Language, width: Int) -> String {
    let words = accuracy.map { accuracy in
      let interval = Quantity.fraction.text(accuracy.interval)
      return LocalizedText(ja: "正解率 \(interval)", en: "accuracy \(interval)")
    }
    let (ja, en) = (words?.ja ?? ScoreWords.of(score).ja, words?.en ?? ScoreWords.of(score).en)
    let count = Figure.fixed(Double(score.count), 0)
    return language == .ja
      ? "  \(file)  \(Figure.bytes(model.fileBytes))  \(ja)（n = \(count)、\(dataset) の test）"
      : "  \(file)  \(Figure.bytes(model.fileBytes))  \(en) (n = \(count), test split of \(dataset))"
  }
}
