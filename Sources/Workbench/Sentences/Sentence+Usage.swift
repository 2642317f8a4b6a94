import Manifests

extension Sentence {
  /// A wrong command line. The parser's own English phrase is the source; its known forms have a Japanese sibling.
  /// - Parameters:
  ///   - help: the command that explains the one that was meant.
  ///   - commands: what may stand where an unexpected word stands, to name the nearest.
  package init(usage phrase: String, help: String = "keiryo --help", commands: [String] = []) {
    let line = phrase.split(separator: "\n").first.map(String.init) ?? phrase
    let words = Self.words(line, commands)
    let isClosed = ".?!".contains { words.en.last == $0 }
    self.init(
      .usage, ja: words.ja + "使い方は \(help) で見られます。", en: words.en + (isClosed ? "" : ".") + " See \(help).")
  }

  private static func words(_ line: String, _ commands: [String]) -> (ja: String, en: String) {
    let quoted = line.split(separator: "'", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    let first = quoted.first ?? ""
    if line.hasPrefix("Unexpected argument") || line.contains("unexpected argument") {
      return unexpected(first, line, commands)
    }
    return (japanese(line, first, quoted), line)
  }

  private static func unexpected(_ word: String, _ line: String, _ commands: [String]) -> (ja: String, en: String) {
    guard !commands.isEmpty else { return ("\(word) は余分です。", line) }
    guard let nearest = NearestName.find(word, in: commands) else {
      return ("\(word) というコマンドはありません。", "There is no command '\(word)'.")
    }
    return ("\(word) というコマンドはありません。\(nearest) ではありませんか。", "There is no command '\(word)'. Did you mean '\(nearest)'?")
  }

  private static func japanese(_ line: String, _ first: String, _ quoted: [String]) -> String {
    let second = quoted.count > 1 ? quoted[1] : ""
    if line.hasPrefix("Unknown option") || line.hasPrefix("Invalid option") {
      return "\(first) というオプションはありません。" + (second.isEmpty ? "" : "\(second) ではありませんか。")
    }
    if line.hasPrefix("Missing expected argument") { return "引数 \(first) が足りません。" }
    if line.hasPrefix("Missing value for") { return "\(first) に値がありません。" }
    if line.hasPrefix("Missing") { return "引数が足りません。" }
    if line.hasPrefix("The option"), line.contains("does not take") { return "\(first) に値は付けられません。" }
    if line.hasPrefix("The value") {
      let allowed = quoted.dropFirst(2)
      return "\(second) に \(first) は使えません。"
        + (allowed.isEmpty ? "" : "\(allowed.joined(separator: "、")) から選んでください。")
    }
    return "コマンドの書き方が違います。"
  }
}
