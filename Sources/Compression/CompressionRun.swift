import EdgeRuntime
package import Foundation
package import Graphs
import Hashing
import Interchange
import Measurement
package import Reports
package import Training

/// Runs a recipe: applies its stages, saves the model after each, and measures every one against the original.
package struct CompressionRun {
  private let recipe: Recipe
  private let data: CompressionData
  private let threads: Int

  package init(_ recipe: Recipe, data: CompressionData, threads: Int) {
    self.recipe = recipe
    self.data = data
    self.threads = threads
  }

  /// What an observer sees while it runs.
  package enum Event: Sendable {
    case stage(Int, of: Int, title: LocalizedText)
    case training(TrainingEvent)
    case measuring(title: LocalizedText)
    case row(AblationTable.Row)
  }

  package struct Result: Sendable {
    package let table: AblationTable
    /// The compressed model and its file.
    package let graph: Graph
    package let files: [URL]
  }

  /// - Parameters:
  ///   - original: a trained float model with one image input of batch 1.
  ///   - folder: where the model of every stage is written; made when absent.
  package func run(
    _ original: Graph, into folder: URL, report: (Event) -> Void
  ) throws -> Result {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var state = CompressionState(
      graph: original, original: original, data: data, seed: recipe.seed, threads: threads)
    let originalTitle = LocalizedText(ja: "元のモデル", en: "original")
    report(.stage(0, of: recipe.stages.count, title: originalTitle))
    var files: [URL] = []
    var rows = [
      try row(0, "original", originalTitle, state, original: original, folder: folder, files: &files, report: report)
    ]
    report(.row(rows[0]))
    for (index, stage) in recipe.stages.enumerated() {
      report(.stage(index + 1, of: recipe.stages.count, title: stage.title))
      try stage.apply(to: &state) { report(.training($0)) }
      let row = try row(
        index + 1, type(of: stage).key, stage.title, state, original: original, folder: folder, files: &files,
        report: report)
      rows.append(row)
      report(.row(row))
    }
    return Result(table: try AblationTable(rows: rows), graph: state.graph, files: files)
  }

  private func row(
    _ index: Int, _ key: String, _ title: LocalizedText, _ state: CompressionState, original: Graph, folder: URL,
    files: inout [URL], report: (Event) -> Void
  ) throws -> AblationTable.Row {
    report(.measuring(title: title))
    let url = folder.appending(path: "\(index)-\(key).onnx")
    try ModelFile.save(state.graph, to: url)
    files.append(url)
    // Everything below is measured on the file as it was written, read back.
    let graph = try ModelFile.load(url)
    let accuracy = try Evaluation.accuracy(of: graph, on: data.evaluation, threads: threads)
    var comparison: Comparison?
    if index > 0 {
      let inputs = try ModelInput.samples(64, of: data.evaluation, for: graph)
      comparison = try ModelTimer(inputs: inputs.map { [$0] }, options: recipe.measurement.timing)
        .compare(baseline: original, candidate: graph).comparison
    }
    return AblationTable.Row(
      id: "\(index)-\(key)", stage: title, model: try ModelInspection.record(of: graph, file: url), accuracy: accuracy,
      comparison: comparison)
  }
}
