import Charts
import Graphs
import Quantization
import Reports

/// Carries a plan out, with a line on the screen while it works.
struct QuantizationWork {
  let plan: QuantizationPlan
  let threads: Int
  let workspace: Workspace

  /// Samples that decide which layers stay float.
  private static let deciding = 1_000

  /// A quantized model and what was decided on the way.
  struct Made {
    var outcome: QuantizationMethod.Outcome
    /// By name, in order; empty when all layers are alike.
    var layers: [QuantizeView.Layer] = []
    var notes: [LocalizedText] = []
  }

  /// - Parameter data: loses the samples that something was decided by.
  func run(_ graph: Graph, _ data: inout QuantizationData) throws -> Made {
    defer { workspace.report(.vanished) }
    if let budget = plan.budget { return try mixed(graph, data, budget) }
    guard let drop = plan.maxDrop else { return Made(outcome: try uniform(graph, data).outcome) }
    guard let deciding = data.takeDeciding(most: Self.deciding) else { throw WorkbenchError.dropNeedsLabels }
    let improved = try uniform(graph, data)
    begin(ja: "許せる低下に収める", en: "keeping the drop within bounds")
    let search = try AccuracyAwareQuantization(improved.float, variants: [improved.outcome.graph])
    var limits = AccuracyAwareQuantization.Limits()
    limits.ranking = min(limits.ranking, data.calibration.count)
    var tried = 0
    let result = try search.run(
      data.calibration, drop: drop, limits: limits,
      metric: { try QuantizationCheck.accuracy($0, deciding.samples, deciding.labels, threads: threads) },
      shouldStop: { Interruption.isRequested }
    ) { trial in
      tried += 1
      let (count, figure) = (trial.float.count, Figure.fixed(trial.metric, 2))
      workspace.report(
        .moved(
          fraction: Double(tried) / Double(limits.trials),
          figures: LocalizedText(ja: "float \(count) 層で \(figure) %", en: "\(figure) % with \(count) layers in float")))
    }
    var made = Made(outcome: .init(graph: result.graph, enlarged: improved.outcome.enlarged))
    let float = Set(result.best.float)
    made.layers = search.layers.map {
      QuantizeView.Layer(
        name: $0, form: float.contains($0) ? MixedQuantization.Form.float32.rawValue : plan.method.target.rawValue)
    }
    made.notes.append(words(result, deciding: deciding.labels.count))
    return made
  }

  private func uniform(_ graph: Graph, _ data: QuantizationData) throws -> QuantizationMethod.Improved {
    let samples = data.calibration
    guard !plan.improvement.isPlain else {
      begin(plan.method.needsCalibration)
      let outcome = try plan.method.quantized(graph, samples: samples, threads: threads) { seen in
        workspace.report(
          .moved(
            fraction: Double(seen) / Double(max(samples.count, 1)),
            figures: LocalizedText(ja: "\(seen) / \(samples.count) 件", en: "\(seen) of \(samples.count) samples")))
      }
      return .init(outcome: outcome, float: graph)
    }
    begin(false)
    guard !plan.needsSamples || graph.inputs.count == 1 else {
      throw QuantizationError.severalInputs(graph.inputs.count)
    }
    let batches = CalibrationBatches.joined(samples.compactMap(\.first), for: graph)
    return try plan.method.quantized(graph, batches: batches, improvement: plan.improvement, progress: move)
  }

  private func mixed(
    _ graph: Graph, _ data: QuantizationData, _ budget: MixedQuantization.Budget
  ) throws -> Made {
    begin(ja: "層ごとの形を選ぶ", en: "choosing a form for each layer")
    let result = try MixedQuantization(plan.method, improvement: plan.improvement)
      .quantized(graph, samples: data.calibration, budget: budget, threads: threads, report: move)
    var made = Made(outcome: result.outcome)
    made.layers = result.layers.map { QuantizeView.Layer(name: $0.name, form: $0.form.rawValue) }
    let counts = MixedQuantization.Form.allCases.map { form in (form, result.layers.count { $0.form == form }) }
      .filter { $0.1 > 0 }
    let ja = counts.map { "\($0.0.rawValue) \($0.1) 層" }.joined(separator: "、")
    let en = counts.map { "\($0.1) in \($0.0.rawValue)" }.joined(separator: ", ")
    let share = Figure.percent(Double(result.bytes) / Double(max(result.floatBytes, 1)))
    made.notes.append(
      LocalizedText(
        ja: "層の内訳：\(ja)。層の重みは合わせて \(Figure.bytes(result.bytes))（float の \(share)）です。",
        en: "Layers: \(en). Their weights take \(Figure.bytes(result.bytes)), \(share) of float."))
    return made
  }

  private func words(_ result: AccuracyAwareQuantization.Result, deciding: Int) -> LocalizedText {
    let (before, after) = (Figure.fixed(result.baseline, 2), Figure.fixed(result.best.metric, 2))
    let count = result.best.float.count
    let layers =
      count == 0
      ? LocalizedText(ja: "float に戻した層はありません", en: "No layer went back to float")
      : LocalizedText(
        ja: "float に戻した層：\(result.best.float.joined(separator: "、"))",
        en: "Back in float: \(result.best.float.joined(separator: ", "))")
    let judged = LocalizedText(
      ja: "判断に使った \(deciding) 件では \(before) % → \(after) %、試したモデルは \(result.trials.count) 個",
      en:
        "On the \(deciding) samples it was decided by: \(before) % before, \(after) % after, \(result.trials.count) models tried"
    )
    return result.isReached
      ? LocalizedText(ja: "\(layers.ja)（\(judged.ja)）。", en: "\(layers.en). \(judged.en).")
      : LocalizedText(
        ja: "許せる低下には収まりませんでした。いちばん良かったモデルを書きました。\(layers.ja)（\(judged.ja)）。",
        en: "The drop could not be kept within bounds; this is the best model found. \(layers.en). \(judged.en).")
  }

  private func begin(_ calibrates: Bool) {
    if calibrates { begin(ja: "キャリブレーション", en: "calibrating") } else { begin(ja: "量子化", en: "quantizing") }
  }

  private func begin(ja: String, en: String) {
    workspace.report(.began(title: LocalizedText(ja: ja, en: en), number: nil, of: nil))
  }

  private func move(_ share: Double) {
    workspace.report(.moved(fraction: share, figures: LocalizedText(verbatim: "")))
  }
}
