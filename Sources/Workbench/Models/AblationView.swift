import Charts
import Reports

/// The table of the product's promise: bytes, accuracy, latency, ratio, each with what it takes to believe it.
struct AblationView {
  private let table: AblationTable

  init(_ table: AblationTable) { self.table = table }

  func lines(in language: Language) -> [String] {
    let count = Figure.fixed(Double(table.rows[0].accuracy.count), 0)
    var text = TextTable([.left, .right, .right, .right, .left])
    text.add(
      language == .ja
        ? ["", "ファイル", "正解率 (n = \(count))", "レイテンシ p50", "速度比 [95 % 区間]"]
        : ["", "file", "accuracy (n = \(count))", "latency p50", "times as fast [95 % interval]"])
    for (index, row) in table.rows.enumerated() {
      let latency = table.latency(ofRow: index).map { Figure.duration(nanoseconds: $0.median) } ?? "—"
      text.add([
        row.stage[language], Figure.bytes(row.model.fileBytes), Figure.percent(row.accuracy.fraction), latency,
        Self.ratio(row),
      ])
    }
    return text.lines + notes(language)
  }

  /// A ratio that may not be published carries a mark.
  private static func ratio(_ row: AblationTable.Row) -> String {
    guard let comparison = row.comparison else { return "1" }
    return Quantity.ratio.text(comparison.ratio) + (comparison.isPublishable ? "" : " *")
  }

  private func notes(_ language: Language) -> [String] {
    let reasons = table.rows.compactMap(\.comparison).flatMap(\.publicationObstacles).map {
      BenchWords.obstacle($0)[language]
    }
    var seen: Set<String> = []
    return reasons.filter { seen.insert($0).inserted }.map { "  * " + $0 }
  }

  static func summary(of row: AblationTable.Row) -> LocalizedText {
    let bytes = Figure.bytes(row.model.fileBytes)
    let accuracy = Figure.percent(row.accuracy.fraction)
    return LocalizedText(ja: "\(bytes)  正解率 \(accuracy)", en: "\(bytes)  accuracy \(accuracy)")
  }
}
