import EdgeRuntime
import Foundation
package import Reports

/// Runs a model on arrays from files and writes what comes out; see ``InputFolder`` for the names.
package struct RunModel {
  private let model: ModelPath
  private let inputs: URL
  private let outputs: URL
  private let choices: PlanChoices

  package init(
    _ model: String, reading: ReadingChoices = ReadingChoices(), inputs: String, outputs: String,
    choices: PlanChoices = PlanChoices()
  ) {
    self.model = ModelPath(model, reading)
    self.choices = choices
    self.inputs = URL(filePath: inputs)
    self.outputs = URL(filePath: outputs, directoryHint: .isDirectory)
  }

  package struct Result: Answer {
    package let runs: Int
    package let folder: String
    package let files: [String]

    package func text(in language: Language, width: Int) -> String {
      language == .ja ? "  \(runs) 回実行し、結果を \(folder) に書きました。" : "  \(runs) runs, results in \(folder)."
    }
  }

  package func run(in workspace: Workspace) throws -> Result {
    let model = try LoadedModel(model, options: choices.options())
    let runs = try model.runs(of: inputs)
    try FileAccess.makeFolder(outputs)
    workspace.report(.began(title: LocalizedText(ja: "実行", en: "running"), number: nil, of: nil))
    var written: [String] = []
    for (index, run) in runs.enumerated() {
      written += try model.run(run, into: outputs)
      workspace.report(
        .moved(
          fraction: Double(index + 1) / Double(runs.count),
          figures: LocalizedText(verbatim: "\(index + 1)/\(runs.count)")))
    }
    workspace.report(.ended(figures: LocalizedText(verbatim: "\(runs.count)/\(runs.count)")))
    return Result(runs: runs.count, folder: outputs.relativePath, files: written)
  }
}
