extension Sentence {
  /// A wrong command line. The parser's own English phrase is the source; its known forms have a Japanese sibling.
  package init(usage phrase: String) {
    let line = phrase.split(separator: "\n").first.map(String.init) ?? phrase
    self.init(
      .usage, ja: Self.japanese(line) + "使い方は keiryo --help で見られます。",
      en: line + (line.hasSuffix(".") ? "" : ".") + " See keiryo --help.")
  }

  private static func japanese(_ line: String) -> String {
    let quoted = line.split(separator: "'", omittingEmptySubsequences: false)
    let first = quoted.count > 1 ? String(quoted[1]) : ""
    let second = quoted.count > 3 ? String(quoted[3]) : ""
    if line.hasPrefix("Unknown option") { return "\(first) というオプションはありません。" }
    if line.hasPrefix("Missing expected argument") { return "引数 \(first) が足りません。" }
    if line.hasPrefix("Missing value for") { return "\(first) に値がありません。" }
    if line.hasPrefix("Unexpected argument") || line.contains("unexpected argument") {
      return "\(first) は余分か、知らないコマンドです。"
    }
    if line.hasPrefix("The value") { return "\(second) に \(first) は使えません。" }
    return "コマンドの書き方が違います（\(line)）。"
  }
}
