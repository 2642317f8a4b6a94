/// What of an engine's English detail may stand in a Japanese sentence: names, values and shapes, no phrase.
enum TechnicalDetail {
  /// In brackets, or empty when nothing remains.
  static func japanese(_ detail: String) -> String {
    guard detail.contains(/[A-Za-z]+ [a-z]+/) else { return detail.isEmpty ? "" : "（\(detail)）" }
    let shapes = detail.matches(of: /\[[0-9, ]*\]/).map { String($0.output) }
    return shapes.isEmpty ? "" : "（\(shapes.joined(separator: "、"))）"
  }
}
