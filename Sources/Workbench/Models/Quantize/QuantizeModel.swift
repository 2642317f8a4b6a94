import Foundation
import Graphs
import Interchange
import Quantization
package import Reports

/// Brings a model to fewer bits, writes it, and says what that cost.
package struct QuantizeModel {
  /// What may be chosen, as on the command line.
  package struct Choices: Sendable {
    package var to = QuantizationTarget.int8.rawValue
    package var granularity: String?
    package var calibration: String?
    package var activations: String?
    package var form = QuantizedForm.qdq.rawValue
    package var reducesRange = false
    package var data: String?
    package var labels: String?
    package var samples = 200
    /// Names with commas between.
    package var method: String?
    package var budget: String?
    package var maxDrop: Double?
    package var threads: Int?

    package init() {}
  }

  private let source: ModelPath
  private let target: ModelPath
  private let plan: QuantizationPlan
  private let form: QuantizedForm
  private let choices: Choices
  private let data: DataSource?
  private let threads: Int

  /// - Throws: ``WorkbenchError`` for a wrong or missing option, before anything is read.
  package init(
    _ model: String, reading: ReadingChoices = ReadingChoices(), to out: String, _ choices: Choices
  ) throws(WorkbenchError) {
    source = ModelPath(model, reading)
    target = ModelPath(out)
    self.choices = choices
    plan = try QuantizationPlan(choices)
    guard let form = QuantizedForm(rawValue: choices.form) else {
      throw .outOfRange(
        option: "--form", allowed: QuantizedForm.allCases.map(\.rawValue).joined(separator: ", "), found: choices.form)
    }
    self.form = form
    guard (1...100_000).contains(choices.samples) else {
      throw .outOfRange(option: "--samples", allowed: "1…100000", found: "\(choices.samples)")
    }
    threads = choices.threads ?? min(4, ProcessInfo.processInfo.activeProcessorCount)
    guard (1...64).contains(threads) else {
      throw .outOfRange(option: "--threads", allowed: "1…64", found: "\(threads)")
    }
    let names = choices.data.map { $0.hasSuffix(".npy") || $0.contains("=") } ?? false
    data = names ? nil : try choices.data.map { (text) throws(WorkbenchError) in try DataSource(text) }
  }

  package func run(in workspace: Workspace) throws -> QuantizeView {
    let original = try source.load()
    try target.checkWritable()
    var data = try samples(for: original)
    let made = try QuantizationWork(plan: plan, threads: threads, workspace: workspace).run(original, &data)
    let graph = made.outcome.graph
    do {
      let format = try? ModelFormat(of: source.url)
      try ModelFile.save(graph, to: target.url, origin: format, form: form)
    } catch { throw target.failure(error) }
    // What is measured is the file as it was written, read back.
    let written = try target.load()
    workspace.report(
      .began(title: LocalizedText(ja: "前後の比較", en: "before and after"), number: nil, of: nil))
    let check = try QuantizationCheck(original, written, on: data, threads: threads) { share in
      workspace.report(.moved(fraction: share, figures: LocalizedText(verbatim: "")))
    }
    workspace.report(.vanished)
    return QuantizeView(
      model: source.url.lastPathComponent, file: target.url.relativePath, target: choices.to,
      before: .init(
        fileBytes: try FileAccess.size(of: source.url), bitsPerWeight: WeightStorage(of: original).bitsPerWeight,
        score: check.scores.before),
      after: .init(
        fileBytes: try FileAccess.size(of: target.url), bitsPerWeight: WeightStorage(of: graph).bitsPerWeight,
        score: check.scores.after),
      layers: made.layers, calibrationSamples: plan.needsSamples ? data.calibration.count : 0,
      evaluationSamples: data.evaluation.count, signalToNoise: check.noise.ratio,
      notes: try QuantizationNotes(
        made.outcome, plan.method, original: original, first: made.notes, unseen: data.unseen
      ).all)
  }

  private func samples(for graph: Graph) throws -> QuantizationData {
    guard let text = choices.data else { return .none }
    let count = plan.needsSamples || plan.maxDrop != nil ? choices.samples : 0
    if let data { return try QuantizationData(data, for: graph, count: count) }
    return try QuantizationData(arrays: text, labels: choices.labels, for: graph, count: count)
  }
}
