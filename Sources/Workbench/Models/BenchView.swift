import Charts
package import Reports

/// A comparison as a person reads it: percentiles only where the samples allow them, the ratio with its interval, and
/// everything that speaks against the number.
package struct BenchView: Answer {
  package let baseline: String
  /// Nil when a model was compared with itself.
  package let candidate: String?
  package let comparison: Comparison
  /// Why sampling ended.
  package let stop: String
  package let machine: MachineRecord

  package func text(in language: Language, width: Int) -> String {
    let isJapanese = language == .ja
    var table = TextTable([.left, .right, .right, .right, .right])
    table.add(["", "p50", "p90", "p99", "n"])
    table.add(row(baseline, comparison.baseline, language))
    if let candidate { table.add(row(candidate, comparison.candidate, language)) }
    let ratio = Self.ratio(comparison.ratio)
    let threads = comparison.baseline.threads
    var lines = table.lines + [""]
    if candidate == nil {
      let noise = Figure.percent(NoiseFloor(selfComparison: comparison).relative)
      lines.append(
        isJapanese
          ? "  同じモデルどうしの比 \(ratio)、ノイズ床 \(noise)（これより小さい差は言えません）"
          : "  against itself \(ratio), noise floor \(noise) (smaller differences cannot be told)")
    } else {
      lines.append(
        isJapanese
          ? "  速度比 \(ratio)（95 % 区間、\(comparison.pairs) 組を交互に測定、配置 \(comparison.placements.count) 通り）"
          : "  \(ratio) times as fast (95 % interval, \(comparison.pairs) pairs in turns, "
            + "\(comparison.placements.count) placements in memory)")
      lines += comparison.publicationObstacles.map { "  " + BenchWords.obstacle($0)[language] }
    }
    lines += comparison.warnings.map { "  ! " + BenchWords.warning($0)[language] }
    if comparison.baseline.repetitions > 1 {
      lines.append(
        isJapanese
          ? "  — は、1 回ずつ測るには短すぎるモデルです（まとめて測ると裾が見えません）。"
          : "  — too short to time run by run; the mean of several hides the tail.")
    }
    lines.append(
      "  \(machine.cpu), " + (isJapanese ? "\(threads) スレッド" : threads == 1 ? "1 thread" : "\(threads) threads"))
    return lines.joined(separator: "\n")
  }

  /// Three decimals near 1, where the second one hides what matters.
  static func ratio(_ interval: Interval) -> String {
    guard interval.estimate < 1.5 else { return Quantity.ratio.text(interval) }
    let parts = [interval.estimate, interval.low, interval.high].map { Figure.fixed($0, 3) }
    return "\(parts[0]) [\(parts[1]), \(parts[2])]"
  }

  private func row(_ name: String, _ samples: LatencySamples, _ language: Language) -> [String] {
    let cells = [samples.median, samples.p90, samples.p99].map { value in
      value.map { Figure.duration(nanoseconds: $0) } ?? "—"
    }
    return [name] + cells + [Figure.fixed(Double(samples.count), 0)]
  }
}

/// Why a ratio should be read with care, in words.
enum BenchWords {
  static func obstacle(_ obstacle: PublicationObstacle) -> LocalizedText {
    switch obstacle {
    case .belowMargin(let low):
      LocalizedText(
        ja: "公開できる差ではありません：区間の下端 \(Figure.fixed(low, 3)) が \(Figure.fixed(Comparison.publicationMargin, 2)) を超えていません。",
        en:
          "Not a difference to publish: the interval starts at \(Figure.fixed(low, 3)), not above \(Figure.fixed(Comparison.publicationMargin, 2))."
      )
    case .tooFewPairs(let found, let needed):
      LocalizedText(
        ja: "公開には \(needed) 組必要です（いま \(found) 組）。", en: "Publishing takes \(needed) pairs; there are \(found).")
    case .warnings:
      LocalizedText(
        ja: "測定に気になる点が 2 つ以上あります。静かなときに測り直してください。",
        en: "Two or more things disturb this measurement. Measure again when the machine is quiet.")
    }
  }

  static func warning(_ warning: MeasurementWarning) -> LocalizedText {
    let arm =
      switch warning.arm {
      case .baseline: (ja: "基準：", en: "baseline: ")
      case .candidate: (ja: "比較相手：", en: "other: ")
      case .ratio: (ja: "比：", en: "ratio: ")
      }
    let text = finding(warning.kind, warning.magnitude)
    return LocalizedText(ja: arm.ja + text.ja, en: arm.en + text.en)
  }

  /// What was found, whichever arm it was found in.
  static func finding(_ kind: MeasurementWarning.Kind, _ magnitude: Double) -> LocalizedText {
    let size = Figure.percent(abs(magnitude))
    let text: (ja: String, en: String) =
      switch kind {
      case .outliers: ("外れ値が \(size) あります。", "\(size) of the samples are outliers.")
      case .slowStart: ("配置ごとの最初の標本だけ遅くなりました。", "the first sample of each placement was much slower.")
      case .drift: ("測定中に \(size) ずれました（温度や他の処理）。", "times drifted by \(size) (heat, or other work).")
      case .bimodal: ("2 つの山に分かれています（少ない方 \(size)）。", "times fall into two groups (the smaller holds \(size)).")
      case .dispersed: ("組ごとの比が \(size) ばらつきます。", "pairs spread by \(size).")
      case .shortSamples: ("1 回の測定が短すぎます。", "samples are too short for the clock.")
      }
    return LocalizedText(ja: text.ja, en: text.en)
  }
}
