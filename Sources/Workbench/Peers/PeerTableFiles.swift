import Charts
import Foundation
import Reports

/// What a measurement against peers leaves in a folder: the table with all samples, a chart, and a page of Markdown.
struct PeerTableFiles {
  private let table: PeerTable

  init(_ table: PeerTable) { self.table = table }

  /// `resnet8-2t`
  private var stem: String { (table.model as NSString).deletingPathExtension + "-\(table.threads)t" }

  /// - Returns: names of the files.
  func write(to folder: URL, _ language: Language) throws -> [String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try FileAccess.write(try encoder.encode(table), to: folder.appending(path: stem + ".json"))
    var names = [stem + ".json"]
    if table.own != nil {
      try FileAccess.write(Data(chart.svg(in: language).utf8), to: folder.appending(path: stem + ".svg"))
      names.append(stem + ".svg")
    }
    try FileAccess.write(Data(markdown(language).utf8), to: folder.appending(path: stem + ".md"))
    return names + [stem + ".md"]
  }

  /// Time of each engine with ours as 1: the ratios are what was measured pair by pair.
  private var chart: BarChart {
    var bars = [BarChart.Bar(label: LocalizedText(verbatim: "Keiryo"), exactly: 1, isReference: true)]
    for row in table.ranked {
      guard let ratio = row.ratio else { continue }
      bars.append(BarChart.Bar(label: LocalizedText(verbatim: row.title), value: ratio))
    }
    let description = LocalizedText(
      ja: "Keiryo を 1 とした推論 1 回の時間（95 % 区間、短いほど速い）",
      en: "Time of one inference with Keiryo as 1 (95 % interval, shorter is faster)")
    return BarChart(title: PeerWords.heading(table), description: description, quantity: .ratio, bars: bars)
  }

  private func markdown(_ language: Language) -> String {
    let isJapanese = language == .ja
    var lines = ["### \(PeerWords.heading(table)[language])", ""]
    if let own = table.own {
      lines.append(
        isJapanese
          ? "| エンジン | p50 | Keiryo を 1 とした時間（95 % 区間） | 出力の差 | ファイルと重み |"
          : "| engine | p50 | time, Keiryo = 1 (95 % interval) | outputs differ by | file and weights |")
      lines.append("|---|--:|--:|--:|---|")
      let time = Figure.duration(nanoseconds: own.median)
      let first = ["Keiryo \(table.provenance.toolVersion)", time, "1", "", table.model]
      for cells in [first] + table.ranked.map({ PeerWords.cells($0, language) }) {
        lines.append("| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |")
      }
      // Angle brackets: file names may hold spaces.
      lines += ["", "![\(PeerWords.heading(table)[language])](<\(stem).svg>)", ""]
    }
    for row in table.rows {
      if let obstacle = row.obstacle { lines.append("- \(row.title): \(obstacle[language])") }
    }
    lines += PeerWords.warnings(table).map { "- ! " + $0[language] }
    lines += [""] + PeerWords.verdict(table).map { $0[language] } + [PeerWords.conditions(table)[language], ""]
    return lines.joined(separator: "\n")
  }
}
