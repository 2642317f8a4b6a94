import Charts
import Compression
import Grading
import Reports

/// What the checks of an artefact say: expected, found, and what to do next.
enum ArtefactWords {
  /// A usual cause, with the id of the wrong idea where it has one.
  typealias Reason = (id: String?, ja: String, en: String)

  static func missing(_ request: ArtefactRequest) -> ArtefactOutcome {
    .failed(
      ja: "まだモデルが作られていません。keiryo lab build \(request.lab) で作ってから採点してください。",
      en: "There is no model yet. Build it with keiryo lab build \(request.lab), then grade.",
      input: "model.onnx", expected: "recipe() → model.onnx", found: nil)
  }

  static func stale(_ mismatch: LabArtefact.Mismatch, _ request: ArtefactRequest) -> ArtefactOutcome {
    .failed(
      ja: "作ってあるモデルは、いまの recipe() から作ったものではありません。keiryo lab build \(request.lab) で作り直してください。",
      en:
        "The model that is there was not built from the present recipe(). Build it again: keiryo lab build \(request.lab)",
      input: mismatch.file == "base" ? request.requirement.base : mismatch.file,
      expected: "SHA-256 \(mismatch.expected.prefix(16))…", found: "SHA-256 \(mismatch.found.prefix(16))…")
  }

  static func unreadable(_ problem: Sentence, _ request: ArtefactRequest) -> ArtefactOutcome {
    .failed(
      ja: "レシピを読めません。\(problem.text.ja) 直してから keiryo lab build \(request.lab) を実行してください。",
      en: "The recipe cannot be read. \(problem.text.en) Correct it, then run keiryo lab build \(request.lab).",
      input: "recipe()", expected: "YAML: name, stages", found: String(request.answer.prefix(200)))
  }

  static func notBuilt(_ problem: Sentence) -> ArtefactOutcome {
    .failed(
      ja: "このレシピではモデルを作れません。\(problem.text.ja)", en: "No model comes out of this recipe. \(problem.text.en)",
      input: "recipe()", expected: "model.onnx", found: nil)
  }

  static func tooLarge(_ size: Int, of whole: Int, limit: Int, _ recipe: Recipe) -> ArtefactOutcome {
    let stages = Set(recipe.stages.map { type(of: $0).key })
    let reason: Reason =
      if stages.contains(PruneWeights.key), !stages.contains(PruneChannels.key) {
        (
          "zeros-take-bytes", "ゼロになった重みもファイルには同じ幅で残ります。チャネルごと取り除いてください。",
          "A weight that became zero still takes its place in the file. Remove whole channels."
        )
      } else if stages == [Quantize.key] {
        (
          "int8-alone", "int8 だけでは元の4分の1で止まります。ネットワーク自体を小さくする段階を前に加えてください。",
          "int8 alone stops at a quarter. Put a stage before it that makes the network itself smaller."
        )
      } else {
        (nil, "枝刈りの割合を上げるか、量子化を加えてください。", "Prune a larger share, or quantize as well.")
      }
    return .failed(
      ja: "ファイルが予算より \(Figure.bytes(size - limit)) 大きいです。\(reason.ja)",
      en: "The file is \(Figure.bytes(size - limit)) over the budget. \(reason.en)",
      input: "model.onnx", expected: "≤ \(Figure.bytes(limit))",
      found: "\(Figure.bytes(size)) (\(Figure.percent(Double(size) / Double(whole))))", misconception: reason.id)
  }

  static func notInt8(_ wide: Int, of count: Int) -> ArtefactOutcome {
    .failed(
      ja: "int8 でない重みが残っています。最後の段階に quantize を置いてください。",
      en: "Some weights are not int8. Make quantize the last stage.",
      input: "model.onnx", expected: "int8: \(count)", found: "int8: \(count - wide)", misconception: "float-weights")
  }

  static func withoutKernel(_ steps: [String]) -> ArtefactOutcome {
    .failed(
      ja: "高速なカーネルのない演算子があります。keiryo inspect でモデルの構成を見てください。",
      en: "Some operators have no fast kernel. Look at the model with keiryo inspect.",
      input: "model.onnx", expected: "0", found: steps.joined(separator: ", "))
  }

  /// What usually makes a model of this recipe lose accuracy.
  static func reason(_ recipe: Recipe) -> Reason {
    let stages = Set(recipe.stages.map { type(of: $0).key })
    return stages.contains(Train.key)
      ? (
        "pruned-too-deep", "残ったチャネルでは表しきれていません。枝刈りの割合を下げるか、再学習を長くしてください。",
        "The channels that are left cannot hold it. Prune a smaller share or train longer."
      )
      : (
        "no-fine-tuning", "枝刈りのあとに再学習がありません。元のモデルを教師にした train の段階を加えてください。",
        "Nothing was trained after pruning. Add a train stage with the original as the teacher."
      )
  }

  static func lostAccuracy(
    _ before: AccuracyRecord, _ after: AccuracyRecord, _ requirement: ArtefactRequirement, _ reason: Reason
  ) -> ArtefactOutcome {
    .failed(
      ja: "正解率が \(Figure.fixed(100 * (before.fraction - after.fraction), 2)) ポイント下がりました。\(reason.ja)",
      en: "Accuracy fell by \(Figure.fixed(100 * (before.fraction - after.fraction), 2)) points. \(reason.en)",
      input: "glyphs16, n = \(Figure.fixed(Double(before.count), 0))",
      expected: "≥ \(Figure.fixed(100 * (before.fraction - requirement.drop), 2)) %",
      found: "\(Figure.fixed(100 * after.fraction, 2)) %", misconception: reason.id)
  }

  static func speed(_ verdict: SpeedVerdict, _ comparison: Comparison, _ needed: Double) -> ArtefactOutcome {
    let found = Quantity.ratio.text(comparison.ratio)
    let pairs = Figure.fixed(Double(comparison.pairs), 0)
    var outcome =
      switch verdict {
      case .reached: ArtefactOutcome.passed
      case .missed:
        ArtefactOutcome.failed(
          ja: "95 % 区間の下端が \(Quantity.ratio.text(needed)) に届きません。残すチャネルを減らすか、数を 8 の倍数にそろえてください。",
          en:
            "The low end of the 95 % interval does not reach \(Quantity.ratio.text(needed)). Keep fewer channels, or a multiple of 8 of them.",
          input: "base ÷ model, n = \(pairs)", expected: "≥ \(Quantity.ratio.text(needed))", found: found,
          misconception: "bytes-are-not-speed")
      case .undecided:
        ArtefactOutcome(
          message: .text(
            LocalizedText(
              ja: "マシンがほかの処理で忙しく、速さは判定できませんでした（\(found)）。速度の記録は残していません。静かなときにもう一度採点してください。",
              en:
                "The machine was too busy to judge the speed (\(found)). No figure was kept; grade again when it is quiet."
            )),
          passed: 0)
      }
    if verdict != .undecided { outcome.measurements = [ratio(comparison)] }
    return outcome
  }

  // MARK: Figures

  static func bytes(_ share: Double) -> GradeReport.Measurement {
    .init(
      id: "artefact.bytes", name: LocalizedText(ja: "ファイルの大きさの割合", en: "Share of the base file's bytes"),
      value: 100 * share, unit: "%", count: 1)
  }

  static func accuracy(_ before: AccuracyRecord, _ after: AccuracyRecord) -> [GradeReport.Measurement] {
    [
      .init(
        id: "artefact.accuracy-before", name: LocalizedText(ja: "元のモデルの正解率", en: "Accuracy of the base model"),
        value: 100 * before.fraction, unit: "%", count: before.count),
      .init(
        id: "artefact.accuracy", name: LocalizedText(ja: "作ったモデルの正解率", en: "Accuracy of the built model"),
        value: 100 * after.fraction, unit: "%", count: after.count),
    ]
  }

  private static func ratio(_ comparison: Comparison) -> GradeReport.Measurement {
    .init(
      id: "artefact.ratio", name: LocalizedText(ja: "元のモデルに対する速度比", en: "Times as fast as the base model"),
      value: comparison.ratio.estimate, unit: "", count: comparison.pairs, comparison: comparison)
  }
}
