import Charts
import Foundation
import Measurement
import Peers
import Reports

/// Tables of peers in words.
enum PeerWords {
  static func heading(_ table: PeerTable) -> LocalizedText {
    LocalizedText(
      ja: "\(table.model)、\(table.threads) スレッド",
      en: "\(table.model), \(table.threads == 1 ? "1 thread" : "\(table.threads) threads")")
  }

  /// Engine, median, ratio, difference of outputs, file.
  static func cells(_ row: PeerRow, _ language: Language) -> [String] {
    let precision = row.precision == usualPrecision ? nil : row.precision
    let engine = [row.title, row.version, precision].compactMap(\.self).joined(separator: " ")
    let time = row.comparison.map { Figure.duration(nanoseconds: $0.baseline.median) }
    var file = row.file ?? "—"
    if let weights = row.weights.map({ Self.weights($0)[language] }) {
      file += language == .ja ? "（\(weights)）" : " (\(weights))"
    }
    return [engine, time ?? "—", row.ratio.map(BenchView.ratio) ?? "—", row.difference.map(difference) ?? "—", file]
  }

  /// What float arithmetic is pinned to wherever an engine lets it be; another one stands beside the engine's name.
  private static let usualPrecision = "f32"

  static func weights(_ identity: WeightIdentity) -> LocalizedText {
    switch identity {
    case .sameFile: LocalizedText(ja: "同じファイル", en: "the same file")
    case .sameValues: LocalizedText(ja: "同じ重み", en: "the same weights")
    case .other: LocalizedText(ja: "同じ構造、別の重み", en: "the same topology, other weights")
    case .notKnown: LocalizedText(ja: "重みが同じかは不明", en: "same weights: not known")
    }
  }

  /// In percent, or with one digit and a power of ten as a pocket calculator shows it: `3e−7`.
  static func difference(_ value: Double) -> String {
    guard value > 0 else { return "0" }
    guard value < 1e-3 else { return Figure.percent(value) }
    var exponent = 0
    var digit = value
    while digit < 0.95, exponent < 40 {
      digit *= 10
      exponent += 1
    }
    return "\(Figure.fixed(digit, 0))e−\(exponent)"
  }

  static func absent(_ peer: Peer) -> LocalizedText {
    LocalizedText(
      ja: "入っていません。keiryo peers install \(peer.name) で入れられます。",
      en: "not installed; keiryo peers install \(peer.name) gets it.")
  }

  static func noFile(_ choice: PeerChoice) -> LocalizedText {
    let ending = choice.peer.fileEndings[0]
    guard let file = choice.file else {
      return LocalizedText(
        ja: "同じ名前の \(ending) ファイルがモデルの隣にありません。--against \(choice.peer.name)=ファイル で指定してください。",
        en:
          "no \(ending) file of the same name lies beside the model; name one with --against \(choice.peer.name)=FILE.")
    }
    return LocalizedText(ja: "\(file.relativePath) が見つかりません。", en: "\(file.relativePath) was not found.")
  }

  static func differs(_ value: Double, allowed: Double) -> LocalizedText {
    LocalizedText(
      ja: "出力が違うので測りません：最大で値の幅の \(difference(value))（\(difference(allowed)) まで）。同じモデルのファイルか確かめてください。",
      en:
        "not timed, its outputs differ: by up to \(difference(value)) of their range (\(difference(allowed)) allowed). Check that the file is the same model."
    )
  }

  /// What the samples say against trusting them, each once: our own samples are the same for every row.
  static func warnings(_ table: PeerTable) -> [LocalizedText] {
    var lines: [LocalizedText] = []
    for row in table.ranked {
      for warning in row.comparison?.warnings ?? [] {
        let finding = BenchWords.finding(warning.kind, warning.magnitude)
        let name = warning.arm == .candidate ? "Keiryo" : row.title
        let line = LocalizedText(ja: "\(name) — \(finding.ja)", en: "\(name) — \(finding.en)")
        if !lines.contains(line) { lines.append(line) }
      }
    }
    return lines
  }

  /// About the fastest peer only: ahead, behind, or no difference that can be told; and why not to trust it.
  static func verdict(_ table: PeerTable) -> [LocalizedText] {
    guard let row = table.ranked.first, let comparison = row.comparison else { return [] }
    let ratio = comparison.ratio
    let figures = BenchView.ratio(ratio)
    let obstacles = comparison.publicationObstacles.filter { if case .belowMargin = $0 { false } else { true } }
      .map(BenchWords.obstacle)
    // A wide interval speaks only where it lies farther from 1 than it is wide.
    let isNarrow = ratio.relativeHalfWidth <= TimingOptions().tooNoisyHalfWidth
    let width = ratio.high - ratio.low
    if ratio.low > Comparison.publicationMargin, isNarrow || ratio.low - 1 > width {
      let words = LocalizedText(
        ja: "いちばん速い相手の \(row.title) は、Python からの呼び出しを含めて Keiryo の \(figures) 倍の時間がかかります。",
        en:
          "The fastest of them, \(row.title), takes \(figures) times as long as Keiryo, its call from Python included.")
      return [words] + obstacles
    }
    if ratio.high < 1 / Comparison.publicationMargin, isNarrow || 1 - ratio.high > width {
      let words = LocalizedText(
        ja: "\(row.title) のほうが速く、Keiryo の \(figures) 倍の時間で済みます。",
        en: "\(row.title) is faster: it takes \(figures) of Keiryo's time.")
      return [words] + obstacles
    }
    let words = LocalizedText(
      ja: "いちばん速い相手の \(row.title) との差は、この測定では言えません（\(figures)）。",
      en: "No difference from the fastest of them, \(row.title), can be told here (\(figures)).")
    return [words] + obstacles
  }

  static func conditions(_ table: PeerTable) -> LocalizedText {
    let rows = table.ranked.compactMap(\.comparison)
    let machine = table.provenance.machine
    let load = machine.loadAverage.map { Figure.fixed($0, 1) } ?? "—"
    guard let first = rows.first else {
      return LocalizedText(ja: machine.cpu, en: machine.cpu)
    }
    return LocalizedText(
      ja:
        "\(machine.cpu)、負荷 \(load)。\(first.pairs) 周を交互に測定、配置 \(first.placements.count) 通り、95 % 区間。浮動小数点の計算は float32 に固定。",
      en:
        "\(machine.cpu), load \(load). \(first.pairs) rounds in turns, \(first.placements.count) placements in memory, 95 % intervals. Float arithmetic is pinned to float32."
    )
  }
}
