import Charts
import Reports

/// The fixed words of the pages.
struct SiteText: Sendable {
  let language: Language

  private func pick(_ ja: String, _ en: String) -> String { language == .ja ? ja : en }

  var portfolio: String { pick("ポートフォリオ", "Portfolio") }
  var otherLanguage: String { pick("English", "日本語") }
  var all: String { pick("一覧へ", "All projects") }
  var problem: String { pick("課題", "Problem") }
  var constraints: String { pick("制約", "Constraints") }
  var baseline: String { pick("出発点", "Baseline") }
  var result: String { pick("結果", "Result") }
  var conditions: String { pick("測定条件", "How it was measured") }
  var charts: String { pick("図", "Charts") }
  var failures: String { pick("うまくいかなかったこと", "What failed") }
  var tradeOffs: String { pick("トレードオフ", "Trade-offs") }
  var reproduce: String { pick("再現するには", "Reproduce") }
  var limits: String { pick("この結果の限界", "Limits") }
  var sources: String { pick("データとライセンス", "Data and licences") }
  var details: String { pick("詳しく読む", "Read the project") }
  var stage: String { pick("段階", "Stage") }
  var file: String { pick("ファイル", "File") }
  var parameters: String { pick("パラメータ", "Parameters") }
  var macs: String { pick("積和演算", "MACs") }
  var memory: String { pick("アリーナ", "Arena") }
  var accuracy: String { pick("正解率 [95 % 区間]", "Accuracy [95 % interval]") }
  var latency: String { pick("レイテンシ p50", "Latency p50") }
  var tail: String { "p99" }
  var speed: String { pick("速度比 [95 % 区間]", "Times as fast [95 % interval]") }
  var faster: String { pick("速さ（基準比）", "Speed against the reference") }
  var smaller: String { pick("ファイルの大きさ", "File size") }
  var change: String { pick("正解率の変化", "Accuracy change") }
  var reference: String { pick("基準", "reference") }
  var notClaimed: String { pick("速くなったとは言えません", "No speed-up claimed") }
  var demonstration: String {
    pick(
      "これは見本です。数値は実際に測ったものですが、誰かの成果を示すものではありません。",
      "This is a demonstration. Its figures were really measured, but they are nobody's evidence.")
  }
  var verifyTitle: String { pick("このページを確かめるには", "Check this page") }
  var verifyProves: String {
    pick(
      "bundle.json のハッシュ、記録のつながり、ページに載せたすべての比と区間を、測定した値から計算し直します。署名はまだないため、"
        + "「誰が作ったか」と「測定が誠実だったか」は示せません。",
      "It recomputes the bundle's hashes, the chain of records, and every printed ratio and interval from the raw samples. "
        + "There is no signature yet, so it shows neither who made the bundle nor that the measuring was honest.")
  }

  var interval: String { pick("95 % 区間", "95 % interval") }
  var withoutTail: String {
    pick(
      "p99 が — の行：1 標本が複数回の平均であるか、標本が足りないため、1 回ごとの裾については何も言えません",
      "Rows with p99 —: a sample is the mean of several runs, or there are too few, so nothing is said about the tail")
  }

  func threads(_ count: Int) -> String {
    pick("\(count) スレッド", count == 1 ? "1 thread" : "\(count) threads")
  }
  func noise(_ floor: NoiseFloor) -> String { pick("ノイズ床 \(share(floor))", "noise floor \(share(floor))") }
  /// Quiet machines are below a tenth of a per cent, which is not nothing.
  func share(_ floor: NoiseFloor) -> String { "\(Figure.fixed(floor.relative * 100, 2)) %" }
  func pairs(_ count: String) -> String { pick("\(count) 組", "\(count) pairs") }

  func attempts(total: Int, ablations: Int) -> String {
    pick(
      "記録は全部で \(total) 件、うち比較表は \(ablations) 件です。この表はその 1 件です。",
      "The chain holds \(total) records, \(ablations) of them ablation tables. This is one of those.")
  }

  func level(_ level: EvidenceLevel) -> String {
    switch level {
    case .recorded: pick("記録済み", "recorded")
    case .signed: pick("署名済み", "signed")
    case .recomputed: pick("再計算済み", "recomputed")
    case .rerun: pick("CI で再実行", "re-run in CI")
    case .witnessed: pick("立会い済み", "witnessed")
    }
  }

  func warning(_ kind: MeasurementWarning.Kind) -> String {
    switch kind {
    case .outliers: pick("外れた標本が 5 % を超えます", "more than 5 % of the samples are outliers")
    case .slowStart: pick("最初の標本だけ遅く、ウォームアップが足りません", "the first sample is slow: too little warm-up")
    case .drift: pick("測っている間に速さが一方向へ動きました", "the speed drifted while measuring")
    case .bimodal: pick("標本が 2 つの山に分かれています", "the samples form two groups")
    case .dispersed: pick("組ごとの比が 5 % を超えてばらつきます", "pair ratios scatter by more than 5 %")
    case .shortSamples: pick("標本が 20 µs より短く、時計に対して粗くなっています", "samples under 20 µs are short for the clock")
    }
  }

  func obstacle(_ obstacle: PublicationObstacle, margin: String) -> String {
    switch obstacle {
    case .belowMargin:
      pick("95 % 区間の下端が \(margin) を超えていません", "the low end of the 95 % interval is not above \(margin)")
    case .tooFewPairs(let found, let needed):
      pick("\(found) 組しかなく、\(needed) 組に足りません", "only \(found) pairs of the \(needed) needed")
    case .warnings:
      pick("種類の違う警告が 2 つ以上あります", "two or more different warnings")
    }
  }
}
