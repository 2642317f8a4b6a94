import Lessons

/// Text fitted to terminal columns: padded, cut or wrapped by ``DisplayWidth``.
package enum Columns {
  package static func padded(_ text: String, to width: Int, alignment: TextTable.Alignment = .left) -> String {
    let space = String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
    return alignment == .left ? text + space : space + text
  }

  /// At most `width` columns; a cut ends in `…`.
  package static func cut(_ text: String, to width: Int) -> String {
    guard DisplayWidth.of(text) > width else { return text }
    var used = 0
    var kept = ""
    for character in text {
      used += DisplayWidth.of(character)
      guard used <= width - 1 else { break }
      kept.append(character)
    }
    return width > 0 ? kept + "…" : ""
  }

  /// Lines of at most `width` columns, broken at spaces or between full-width characters, never before closing
  /// punctuation.
  package static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      var used = 0
      for piece in pieces(paragraph) {
        let columns = DisplayWidth.of(piece)
        if used > 0, used + DisplayWidth.of(piece.trimmingEnd) > width {
          lines.append(String(line.trimmingEnd))
          line = ""
          used = 0
        }
        line += used == 0 && piece == " " ? "" : piece
        used += used == 0 && piece == " " ? 0 : columns
      }
      lines.append(String(line.trimmingEnd))
    }
    return lines
  }

  private static let closing: Set<Character> = ["、", "。", "）", "」", "』", "：", "？", "！", "ー", "っ", "ゃ", "ゅ", "ょ"]

  /// Words with the space after them; every full-width character by itself with what must not start a line.
  private static func pieces(_ text: Substring) -> [String] {
    var pieces: [String] = []
    for character in text {
      let isWide = DisplayWidth.of(character) == 2
      if let last = pieces.last, let end = last.last,
        closing.contains(character) || !(isWide || DisplayWidth.of(end) == 2 || end == " ")
      {
        pieces[pieces.count - 1] = last + String(character)
      } else if let last = pieces.last, character == " " || last.hasSuffix("「") || last.hasSuffix("（") {
        pieces[pieces.count - 1] = last + String(character)
      } else {
        pieces.append(String(character))
      }
    }
    return pieces
  }
}

extension StringProtocol {
  fileprivate var trimmingEnd: SubSequence {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return self[..<end]
  }
}
