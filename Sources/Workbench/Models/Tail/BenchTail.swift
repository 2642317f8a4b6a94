import Charts
import Foundation
import Hashing
import Measurement
import Reports

/// Times very many single runs of a model to see its slowest ones.
package struct BenchTail {
  private let model: ModelPath
  private let threads: Int
  private let runs: Int
  private let out: URL?

  /// - Parameter out: a folder for the record with all samples, a chart and a page.
  package init(
    _ model: String, reading: ReadingChoices = ReadingChoices(), threads: Int, runs: Int, out: String?
  ) throws(WorkbenchError) {
    try BenchModel.check(threads: threads, pairs: 1)
    guard (1_000...10_000_000).contains(runs) else {
      throw .outOfRange(option: "--runs", allowed: "1000…10000000", found: "\(runs)")
    }
    self.model = ModelPath(model, reading)
    self.threads = threads
    self.runs = runs
    self.out = out.map { URL(filePath: $0, directoryHint: .isDirectory) }
  }

  package func run(in workspace: Workspace) throws -> TailView {
    let graph = try model.load()
    var timer = TailTimer(inputs: try RandomInputs.of(graph, named: model.url.relativePath, count: 8))
    (timer.runs, timer.threads) = (runs, threads)
    if let out { try FileAccess.makeFolder(out) }
    let provenance = workspace.provenance(
      command: "keiryo bench \(model.url.lastPathComponent) --tail --runs \(runs) --threads \(threads)",
      flags: ["threads=\(threads)", "runs=\(runs)"])
    let title = LocalizedText(ja: "1 回ずつ測定", en: "timing run by run")
    workspace.report(.began(title: title, number: nil, of: nil))
    defer { workspace.report(.vanished) }
    let stolen = MachineReader().stolenNanoseconds()
    let result: TailTimer.Result?
    do {
      result = try timer.measure(
        graph, isCancelled: { Interruption.isRequested },
        report: { workspace.report(.moved(fraction: $0, figures: LocalizedText(verbatim: ""))) })
    } catch { throw model.failure(error) }
    guard let result else { throw WorkbenchError.interrupted }
    let record = TailRecord(
      model: model.url.lastPathComponent, sha256: try SHA256Digest(ofFileAt: model.url.path).hex,
      samples: result.samples, events: result.events,
      stolenNanoseconds: stolen.flatMap { before in MachineReader().stolenNanoseconds().map { $0 - before } },
      provenance: provenance)
    let view = TailView(record: record, folder: out?.relativePath)
    if let out { try view.write(to: out, workspace.language) }
    return view
  }
}
