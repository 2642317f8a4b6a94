import Charts
import Foundation
package import Reports

/// The slowest runs of a model as a person reads them.
package struct TailView: Answer {
  package let record: TailRecord
  /// Where files were written; nil when none were asked for.
  package let folder: String?

  package func encode(to encoder: any Encoder) throws { try record.encode(to: encoder) }

  package func text(in language: Language, width: Int) -> String {
    var lines = ["  " + heading[language], ""]
    for rows in [percentiles(language), causes(language)] where !rows.isEmpty {
      var table = TextTable([.left] + rows[0].dropFirst().map { _ in .right })
      rows.forEach { table.add($0) }
      lines += table.lines + [""]
    }
    lines.append("  " + conditions[language])
    if let folder { lines.append("  \(folder)/\(stem).md") }
    return lines.joined(separator: "\n")
  }

  /// `ds_cnn-tail-1t`
  private var stem: String { (record.model as NSString).deletingPathExtension + "-tail-\(record.samples.threads)t" }

  /// Record, chart and page.
  func write(to folder: URL, _ language: Language) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try FileAccess.write(try encoder.encode(record), to: folder.appending(path: stem + ".json"))
    let description = LocalizedText(
      ja: "右へ行くほどまれな回。縦は 1 回の時間、点は中央値の 2 倍以上かかった回。",
      en: "Rarer runs to the right, time of one run upwards; dots took at least twice the median.")
    let chart = TailChart(
      title: heading, description: description, record: record,
      causes: Dictionary(uniqueKeysWithValues: TailCause.allCases.map { ($0, Self.words($0)) }))
    try FileAccess.write(Data(chart.svg(in: language).utf8), to: folder.appending(path: stem + ".svg"))
    try FileAccess.write(Data(markdown(language).utf8), to: folder.appending(path: stem + ".md"))
  }

  private func markdown(_ language: Language) -> String {
    var lines = ["### \(heading[language])", ""]
    for rows in [percentiles(language), causes(language)] where !rows.isEmpty {
      for (index, row) in rows.enumerated() {
        lines.append("| " + row.joined(separator: " | ") + " |")
        if index == 0 { lines.append("|---|" + row.dropFirst().map { _ in "--:|" }.joined()) }
      }
      lines.append("")
    }
    lines += ["![\(heading[language])](<\(stem).svg>)", "", conditions[language], ""]
    return lines.joined(separator: "\n")
  }

  private var heading: LocalizedText {
    let (count, threads) = (Figure.fixed(Double(record.samples.count), 0), record.samples.threads)
    return LocalizedText(
      ja: "\(record.model)、\(count) 回、\(threads) スレッド",
      en: "\(record.model), \(count) runs, \(threads == 1 ? "1 thread" : "\(threads) threads")")
  }

  private func percentiles(_ language: Language) -> [[String]] {
    let samples = record.samples
    let values = [samples.median, samples.p90, samples.p99, samples.p999, record.slowest]
    let isJapanese = language == .ja
    return [
      ["", "p50", "p90", "p99", "p99.9", isJapanese ? "最大" : "maximum"],
      [isJapanese ? "1 回の時間" : "one run"] + values.map { $0.map { Figure.duration(nanoseconds: $0) } ?? "—" },
      [isJapanese ? "中央値の何倍か" : "times the median"]
        + values.map { $0.map { Figure.fixed($0 / samples.median, 2) } ?? "—" },
    ]
  }

  /// Outliers by cause, the most frequent first; empty when there is none.
  private func causes(_ language: Language) -> [[String]] {
    let outliers = record.outliers
    guard !outliers.isEmpty else { return [] }
    let isJapanese = language == .ja
    let multiple = Figure.fixed(TailRecord.outlierMultiple, 0)
    let head = [
      isJapanese ? "中央値の \(multiple) 倍以上かかった理由" : "reason for taking \(multiple) × the median or more",
      isJapanese ? "回数" : "runs", isJapanese ? "1 回の中央値" : "median", isJapanese ? "最大" : "maximum",
    ]
    let rows = TailCause.allCases.map { cause in
      (cause, outliers.filter { $0.cause == cause }.map(\.nanoseconds).sorted())
    }
    return [head]
      + rows.filter { !$1.isEmpty }.sorted { $0.1.count > $1.1.count }.map { cause, times in
        [
          Self.words(cause)[language], Figure.fixed(Double(times.count), 0),
          Figure.duration(nanoseconds: times[times.count / 2]),
          Figure.duration(nanoseconds: times[times.count - 1]),
        ]
      }
  }

  static func words(_ cause: TailCause) -> LocalizedText {
    switch cause {
    case .descheduled: LocalizedText(ja: "ほかのスレッドにコアを譲らされた", en: "the core went to another thread")
    case .pageFault: LocalizedText(ja: "ページフォールト", en: "page fault")
    case .waited: LocalizedText(ja: "自分から待った", en: "the thread itself waited")
    case .unseen:
      LocalizedText(ja: "OS の記録になし（割り込み、仮想化、キャッシュ）", en: "not counted by the system (interrupt, hypervisor, caches)")
    }
  }

  private var conditions: LocalizedText {
    let machine = record.provenance.machine
    let load = machine.loadAverage.map { Figure.fixed($0, 1) } ?? "—"
    let switches = record.events.reduce(0) { $0 + $1.involuntarySwitches }
    let faults = record.events.reduce(0) { $0 + $1.minorFaults + $1.majorFaults }
    let stolen = record.stolenNanoseconds.map { Figure.duration(nanoseconds: Double($0)) } ?? "—"
    return LocalizedText(
      ja: "\(machine.cpu)、負荷 \(load)。全体で強制的な切り替え \(switches) 回、ページフォールト \(faults) 回、仮想化に取られた時間 \(stolen)（全コア）。",
      en:
        "\(machine.cpu), load \(load). In all: \(switches) involuntary switches, \(faults) page faults, \(stolen) taken by the hypervisor (all cores)."
    )
  }
}
