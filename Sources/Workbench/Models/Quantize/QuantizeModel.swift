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
    package var threads: Int?

    package init() {}
  }

  private let source: ModelPath
  private let target: ModelPath
  private let method: QuantizationMethod
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
    method = try Self.method(choices)
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
    guard choices.data != nil || !method.needsCalibration else { throw .calibrationNeedsData(choices.to) }
  }

  private static func method(_ choices: Choices) throws(WorkbenchError) -> QuantizationMethod {
    guard let target = QuantizationTarget(rawValue: choices.to) else {
      throw .outOfRange(
        option: "--to", allowed: QuantizationTarget.allCases.map(\.rawValue).joined(separator: ", "), found: choices.to)
    }
    var method = QuantizationMethod(target)
    if let text = choices.granularity {
      guard let granularity = Granularity(text) else {
        throw .outOfRange(option: "--granularity", allowed: "tensor, channel, group:N", found: text)
      }
      guard method.weights != nil else {
        throw .optionNotFor(option: "--granularity", target: choices.to)
      }
      method.granularity = granularity
    }
    if let text = choices.activations {
      guard method.takesActivations else {
        throw .optionNotFor(option: "--activations", target: choices.to)
      }
      guard let scheme = QuantizationScheme(activations: text) else {
        throw .outOfRange(option: "--activations", allowed: "uint8, int8", found: text)
      }
      method.activations = scheme
    }
    if let text = choices.calibration {
      guard method.needsCalibration else {
        throw .optionNotFor(option: "--calibration", target: choices.to)
      }
      guard let calibration = Calibration(text) else {
        throw .outOfRange(
          option: "--calibration", allowed: "min-max, moving-average, percentile[:50…100], entropy, mse", found: text)
      }
      method.calibration = calibration
    }
    method.reducesRange = choices.reducesRange
    return method
  }

  package func run(in workspace: Workspace) throws -> QuantizeView {
    let original = try source.load()
    try target.checkWritable()
    let data = try samples(for: original)
    let outcome = try quantized(original, data, workspace)
    do {
      let format = try? ModelFormat(of: source.url)
      try ModelFile.save(outcome.graph, to: target.url, origin: format, form: form)
    } catch { throw target.failure(error) }
    // What is measured is the file as it was written, read back.
    let made = try target.load()
    workspace.report(
      .began(title: LocalizedText(ja: "前後の比較", en: "before and after"), number: nil, of: nil))
    let check = try QuantizationCheck(original, made, on: data, threads: threads) { share in
      workspace.report(.moved(fraction: share, figures: LocalizedText(verbatim: "")))
    }
    workspace.report(.vanished)
    return QuantizeView(
      model: source.url.lastPathComponent, file: target.url.relativePath, target: choices.to,
      before: .init(
        fileBytes: try FileAccess.size(of: source.url), bitsPerWeight: WeightStorage(of: original).bitsPerWeight,
        correct: check.correctBefore),
      after: .init(
        fileBytes: try FileAccess.size(of: target.url), bitsPerWeight: WeightStorage(of: outcome.graph).bitsPerWeight,
        correct: check.correctAfter),
      calibrationSamples: method.needsCalibration ? data.calibration.count : 0,
      evaluationSamples: data.evaluation.count, signalToNoise: check.noise.ratio,
      notes: try QuantizationNotes(outcome, method, original: original).all)
  }

  private func samples(for graph: Graph) throws -> QuantizationData {
    guard let text = choices.data else { return .none }
    let count = method.needsCalibration ? choices.samples : 0
    if let data { return try QuantizationData(data, for: graph, count: count) }
    return try QuantizationData(arrays: text, labels: choices.labels, for: graph, count: count)
  }

  private func quantized(
    _ graph: Graph, _ data: QuantizationData, _ workspace: Workspace
  ) throws -> QuantizationMethod.Outcome {
    let title =
      method.needsCalibration
      ? LocalizedText(ja: "キャリブレーション", en: "calibrating") : LocalizedText(ja: "量子化", en: "quantizing")
    workspace.report(.began(title: title, number: nil, of: nil))
    let count = data.calibration.count
    let outcome = try method.quantized(graph, samples: data.calibration, threads: threads) { seen in
      workspace.report(
        .moved(
          fraction: Double(seen) / Double(count),
          figures: LocalizedText(ja: "\(seen) / \(count) 件", en: "\(seen) of \(count) samples")))
    }
    workspace.report(.vanished)
    return outcome
  }
}
