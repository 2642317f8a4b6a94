import Charts
import Compression
import Foundation
import Graphs
import Manifests
import Progress
package import Reports
import Training

/// Trains a ready architecture and writes the model with its accuracy on test data.
package struct TrainModel {
  private let recipe: TrainingRecipe
  private let data: DataSource
  private let out: ModelPath
  private let threads: Int

  /// - Parameter threads: for training; nil chooses by the machine.
  /// - Throws: ``WorkbenchError`` for a wrong option, ``ManifestError`` for a wrong recipe.
  package init(
    recipe: String?, preset: String?, data: String, out: String, epochs: Int?, threads: Int?
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
    self.recipe = chosen
    self.data = try DataSource(data)
    self.out = ModelPath(out)
    self.threads = threads
  }

  package func run(in workspace: Workspace) throws -> TrainView {
    try out.checkWritable()
    let data = try data.load()
    let trained = try TrainingRun(recipe: recipe, threads: threads).run(on: data, number: nil, of: nil, in: workspace)
    try out.save(trained.graph)
    let graph = try out.load()
    let accuracy = try Evaluation.accuracy(of: graph, on: data.evaluation, threads: threads)
    return TrainView(
      file: out.url.relativePath, model: try ModelInspection.record(of: graph, file: out.url), accuracy: accuracy,
      training: trained.record)
  }
}

/// A trained model file with its figures.
package struct TrainView: Answer {
  package let file: String
  package let model: ModelRecord
  package let accuracy: AccuracyRecord
  package let training: TrainingRecord

  package func text(in language: Language, width: Int) -> String {
    let accuracyText = Quantity.fraction.text(accuracy.interval)
    let count = Figure.fixed(Double(accuracy.count), 0)
    return language == .ja
      ? "  \(file)  \(Figure.bytes(model.fileBytes))  正解率 \(accuracyText)（n = \(count)、\(accuracy.dataset) の test）"
      : "  \(file)  \(Figure.bytes(model.fileBytes))  accuracy \(accuracyText) (n = \(count), test split of \(accuracy.dataset))"
  }
}
