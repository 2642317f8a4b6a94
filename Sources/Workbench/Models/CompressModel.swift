import Charts
import Compression
import Foundation
import Hashing
import Progress
package import Reports
import Training

/// Runs a recipe on a model, measures every stage, and keeps the result as evidence.
package struct CompressModel {
  private let recipe: Recipe
  private let model: ModelPath
  private let data: DataSource
  private let out: URL?
  private let threads: Int

  /// - Parameter threads: for training; nil chooses by the machine.
  /// - Throws: ``WorkbenchError`` for a wrong option, ``ManifestError`` with the line for a wrong recipe.
  package init(recipe: String, model: String, data: String, out: String?, threads: Int?) throws {
    let threads = threads ?? ThreadChoice.usual
    guard (1...64).contains(threads) else {
      throw WorkbenchError.outOfRange(option: "--threads", allowed: "1…64", found: "\(threads)")
    }
    self.recipe = try ReadyRecipe.named(recipe)
    self.model = ModelPath(model)
    self.data = try DataSource(data)
    self.out = out.map { URL(filePath: $0, directoryHint: .isDirectory) }
    self.threads = threads
  }

  package func run(in workspace: Workspace) throws -> CompressView {
    let original = try model.load()
    let store = try workspace.home.openStore()
    let folder = out ?? newFolder(in: workspace.home.results)
    try FileAccess.makeFolder(folder)
    var display = CompressionDisplay(stages: recipe.stages.count, report: workspace.report)
    let result = try CompressionRun(recipe, data: try data.load(for: original), threads: threads)
      .run(original, into: folder) { display.show($0) }
    display.finish()
    let files = try CompressionFiles(table: result.table, models: result.files).write(to: folder, workspace.language)
    let command = "keiryo compress \(recipe.name).yml \(model.url.lastPathComponent) --data \(data.publicName)"
    let record = EvidenceRecord(
      provenance: workspace.provenance(
        command: command,
        flags: ["threads=\(recipe.measurement.threads)", "training-threads=\(threads)", "seed=\(recipe.seed)"]),
      payload: .ablation(result.table))
    let link = try store.append(record, artefacts: try CompressionFiles.artefacts(result.files))
    let project = try ProjectDraft(slug: recipe.name, table: result.table, digest: link.content, command: command)
      .writeIfMissing(in: workspace.home)
    return CompressView(
      folder: folder.relativePath, files: files, evidence: link.content, project: project?.path, table: result.table)
  }
}

extension CompressModel {
  /// `2026-11-21-int8`, then `2026-11-21-int8-2`: an earlier result is never written over.
  private func newFolder(in results: URL) -> URL {
    let name = "\(Workspace.now.date)-\(recipe.name)"
    var folder = results.appending(path: name)
    var number = 2
    while FileManager.default.fileExists(atPath: folder.path) {
      folder = results.appending(path: "\(name)-\(number)")
      number += 1
    }
    return folder
  }
}

/// Events of a recipe as steps on the screen.
struct CompressionDisplay {
  private let stages: Int
  private let report: (Activity) -> Void
  private var curve = LossCurve()
  private var isOpen = false

  init(stages: Int, report: @escaping (Activity) -> Void) {
    self.stages = stages
    self.report = report
  }

  mutating func show(_ event: CompressionRun.Event) {
    switch event {
    case .stage(let number, of: let count, let title):
      curve = LossCurve()
      report(.began(title: title, number: number, of: count))
      isOpen = true
    case .training(let event):
      curve.take(event)
      if case .step(let done, let total, _) = event {
        report(.moved(fraction: Double(done) / Double(total), figures: curve.figures))
      }
    case .measuring:
      report(.moved(fraction: nil, figures: LocalizedText(ja: "測定中", en: "measuring")))
    case .row(let measured):
      report(.ended(figures: AblationView.summary(of: measured)))
      isOpen = false
    }
  }

  mutating func finish() {
    if isOpen { report(.ended(figures: LocalizedText(verbatim: ""))) }
  }
}

/// What a compression leaves in its folder beside the models.
struct CompressionFiles {
  let table: AblationTable
  let models: [URL]

  /// - Returns: names of all files in the folder.
  func write(to folder: URL, _ language: Language) throws -> [String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try FileAccess.write(try encoder.encode(table), to: folder.appending(path: "report.json"))
    let chart = ParetoChart(
      title: LocalizedText(ja: "ファイルの大きさと正解率", en: "File size and accuracy"),
      description: LocalizedText(
        ja: "段階ごとのファイルの大きさと正解率（95 % 区間）", en: "File size and accuracy of every stage (95 % interval)"),
      costQuantity: .bytes,
      points: table.rows.map {
        .init(label: $0.stage, cost: Double($0.model.fileBytes), accuracy: $0.accuracy.interval)
      })
    try FileAccess.write(Data(chart.svg(in: language).utf8), to: folder.appending(path: "pareto.svg"))
    return models.map(\.lastPathComponent) + ["pareto.svg", "report.json"]
  }

  static func artefacts(_ models: [URL]) throws -> [ProgressStore.Artefact] {
    try models.map { url in
      ProgressStore.Artefact(
        role: url.deletingPathExtension().lastPathComponent, fileName: url.lastPathComponent,
        digest: try SHA256Digest(ofFileAt: url.path), byteCount: try FileAccess.size(of: url))
    }
  }
}

/// The result of a recipe.
package struct CompressView: Answer {
  package let folder: String
  package let files: [String]
  /// Content digest of the evidence row.
  package let evidence: String
  /// The project file that was begun for it, if it was not there yet.
  package let project: String?
  package let table: AblationTable

  package func text(in language: Language, width: Int) -> String {
    var lines = [""] + AblationView(table).lines(in: language) + [""]
    lines.append("  " + (language == .ja ? "結果  " : "results  ") + folder + "/  " + files.joined(separator: "  "))
    if let project {
      lines.append(
        "  "
          + (language == .ja ? "ポートフォリオに載せるなら、言葉を書いてください：\(project)" : "For your portfolio, add the words: \(project)"))
    }
    return lines.joined(separator: "\n")
  }
}
