import Charts
package import Foundation
package import Reports

/// How latency grows with arithmetic and memory with the size of the file, from profiles of ``GrowthModels``.
package struct GrowthReport: Codable, Sendable, Hashable {
  package struct Row: Codable, Sendable, Hashable {
    package let model: String
    package let fileBytes: Int
    package let multiplyAccumulates: Int
    /// Median of whole runs.
    package let nanoseconds: Double
    /// Peak of the process above what it held before it read the model; nil where unreadable.
    package let memoryBytes: Int?
  }

  package let machine: MachineRecord?
  package let latency: [Row]
  package let memory: [Row]
  /// Nanoseconds against multiply-accumulates.
  package let latencyLaw: PowerLaw?
  /// Bytes of memory against bytes of the file.
  package let memoryLaw: PowerLaw?

  package init(_ profiles: [ModelProfile]) {
    let rows = { (family: GrowthModels.Family) in
      profiles.filter { $0.model.hasPrefix(family.rawValue + "-") }.map(Row.init)
    }
    machine = profiles.first?.provenance.machine
    latency = rows(.latency).sorted { $0.multiplyAccumulates < $1.multiplyAccumulates }
    memory = rows(.memory).sorted { $0.fileBytes < $1.fileBytes }
    latencyLaw = PowerLaw(Self.latencyPoints(latency))
    memoryLaw = PowerLaw(Self.memoryPoints(memory))
  }

  /// Reads every profile of a folder, `NAME.json`.
  package init(profilesIn folder: URL) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
    self.init(
      try names.sorted().map { name in
        try JSONDecoder().decode(ModelProfile.self, from: Data(contentsOf: folder.appending(path: name)))
      })
  }

  /// Writes `growth.json`, `growth-latency.svg`, `growth-memory.svg` and `README.md`.
  package func write(to folder: URL, _ language: Language) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    try encoder.encode(self).write(to: folder.appending(path: "growth.json"), options: .atomic)
    for (name, chart) in [("growth-latency", latencyChart), ("growth-memory", memoryChart)] {
      try Data(chart.svg(in: language).utf8).write(to: folder.appending(path: name + ".svg"), options: .atomic)
    }
    try Data(markdown(language).utf8).write(to: folder.appending(path: "README.md"), options: .atomic)
  }

  package func markdown(_ language: Language) -> String {
    let isJapanese = language == .ja
    var lines = [isJapanese ? "# 大きさに対する増え方" : "# Growth", ""]
    if let machine {
      let load = machine.loadAverage.map { Figure.fixed($0, 1) } ?? "—"
      lines += [isJapanese ? "\(machine.cpu)、1 スレッド、負荷 \(load)" : "\(machine.cpu), 1 thread, load \(load)", ""]
    }
    lines += [
      isJapanese ? "| モデル | MAC | p50 | 1 MAC あたり |" : "| model | MAC | p50 | for each MAC |", "|---|--:|--:|--:|",
    ]
    lines += latency.map { row in
      let each = row.nanoseconds * 1_000 / Double(max(row.multiplyAccumulates, 1))
      return "| \(row.model) | \(Figure.count(row.multiplyAccumulates)) | "
        + "\(Figure.duration(nanoseconds: row.nanoseconds)) | \(Figure.significant(each)) ps |"
    }
    lines += ["", Self.words(latencyLaw)[language], "", "![](growth-latency.svg)", ""]
    lines += [
      isJapanese ? "| モデル | ファイル | メモリ（最大） | 比 |" : "| model | file | memory (peak) | ratio |", "|---|--:|--:|--:|",
    ]
    lines += memory.map { row in
      let ratio = row.memoryBytes.map { Figure.fixed(Double($0) / Double(max(row.fileBytes, 1)), 2) }
      return "| \(row.model) | \(Figure.bytes(row.fileBytes)) | \(row.memoryBytes.map(Figure.bytes) ?? "—") | "
        + "\(ratio ?? "—") |"
    }
    return (lines + ["", Self.words(memoryLaw)[language], "", "![](growth-memory.svg)", ""]).joined(separator: "\n")
  }

  private static func words(_ law: PowerLaw?) -> LocalizedText {
    guard let law else { return LocalizedText(ja: "傾きを求めるには点が足りません。", en: "Too few points for a slope.") }
    let (slope, off) = (Figure.fixed(law.exponent, 3), Figure.percent(law.largestDeviation - 1))
    return LocalizedText(
      ja: "両対数での傾きは \(slope)（1 なら比例）、直線から最も離れた点は \(off)。",
      en: "The slope on logarithmic axes is \(slope) (1: proportional); the farthest point is \(off) off the line.")
  }

  private static func latencyPoints(_ rows: [Row]) -> [(x: Double, y: Double)] {
    rows.map { (Double($0.multiplyAccumulates), $0.nanoseconds) }
  }

  private static func memoryPoints(_ rows: [Row]) -> [(x: Double, y: Double)] {
    rows.compactMap { row in row.memoryBytes.map { (Double(row.fileBytes), Double($0)) } }
  }

  private var latencyChart: GrowthChart {
    GrowthChart(
      title: LocalizedText(ja: "推論 1 回の時間（p50）", en: "Time of one inference (p50)"),
      description: LocalizedText(
        ja: "積和演算の数に対する 1 回の推論の時間。", en: "Time of one inference against its multiply-accumulates."),
      across: LocalizedText(ja: "積和演算（MAC）", en: "multiply-accumulates"), acrossQuantity: .plain,
      upQuantity: .nanoseconds, points: Self.latencyPoints(latency))
  }

  private var memoryChart: GrowthChart {
    GrowthChart(
      title: LocalizedText(ja: "プロセスのメモリ（最大、読み込み前との差）", en: "Peak memory of the process above the bare one"),
      description: LocalizedText(
        ja: "モデルファイルの大きさに対するメモリの最大。", en: "Peak memory against the size of the model file."),
      across: LocalizedText(ja: "モデルファイル", en: "model file"), acrossQuantity: .bytes, upQuantity: .bytes,
      points: Self.memoryPoints(memory))
  }
}

extension GrowthReport.Row {
  init(_ profile: ModelProfile) {
    self.init(
      model: profile.model, fileBytes: profile.fileBytes, multiplyAccumulates: profile.multiplyAccumulates,
      nanoseconds: profile.whole.median, memoryBytes: profile.memory.map { $0.after - $0.before })
  }
}
