import EdgeRuntime
import Foundation
package import Reports

/// Runs a list of models: one line each with model, inputs folder and outputs folder, separated by tabs.
///
/// A line that fails leaves `error.txt` in its outputs folder and the next line is run. Models named several times are
/// read once, as long as few others come in between.
package struct RunBatch {
  private let list: URL
  private let reading: ReadingChoices
  private let choices: PlanChoices
  /// So many models stay loaded.
  private static let loadedModels = 4

  package init(_ list: String, reading: ReadingChoices = ReadingChoices(), choices: PlanChoices = PlanChoices()) {
    self.list = URL(filePath: list)
    self.reading = reading
    self.choices = choices
  }

  package struct Result: Answer {
    package struct Failure: Encodable, Sendable {
      /// From 1 on.
      package let line: Int
      package let model: String
      package let error: String
    }
    package let runs: Int
    package let failures: [Failure]

    package func text(in language: Language, width: Int) -> String {
      language == .ja
        ? "  \(runs) 行を実行しました。失敗：\(failures.count) 行（それぞれの出力フォルダの error.txt に理由があります）。"
        : "  \(runs) lines run, \(failures.count) failed (why: error.txt in their outputs folders)."
    }
  }

  private struct Line {
    let number: Int
    let model: String
    let inputs: URL
    let outputs: URL
  }

  package func run(in workspace: Workspace) throws -> Result {
    let lines = try lines()
    var loaded: [(path: String, model: LoadedModel)] = []
    var failures: [Result.Failure] = []
    for line in lines {
      do {
        try FileAccess.makeFolder(line.outputs)
        if let index = loaded.firstIndex(where: { $0.path == line.model }) {
          loaded.append(loaded.remove(at: index))
        } else {
          let file = ModelPath(line.model, reading)
          loaded.append((line.model, try LoadedModel(file, options: choices.options())))
          if loaded.count > Self.loadedModels { loaded.removeFirst() }
        }
        guard let model = loaded.last?.model else { continue }
        for run in try model.runs(of: line.inputs) {
          _ = try model.run(run, into: line.outputs)
        }
      } catch {
        let text = Sentence(for: error).text[workspace.language]
        failures.append(Result.Failure(line: line.number, model: line.model, error: text))
        try FileAccess.write(Data((text + "\n").utf8), to: line.outputs.appending(path: "error.txt"))
      }
    }
    return Result(runs: lines.count, failures: failures)
  }

  private func lines() throws(WorkbenchError) -> [Line] {
    let text = String(decoding: try FileAccess.read(list), as: UTF8.self)
    var lines: [Line] = []
    for (index, row) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !row.isEmpty {
      let columns = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count == 3, columns.allSatisfy({ !$0.isEmpty }) else {
        throw .batchLine(path: list.relativePath, line: index + 1)
      }
      lines.append(
        Line(
          number: index + 1, model: columns[0], inputs: URL(filePath: columns[1]),
          outputs: URL(filePath: columns[2], directoryHint: .isDirectory)))
    }
    return lines
  }
}
