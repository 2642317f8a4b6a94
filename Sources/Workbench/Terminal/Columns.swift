/// Text measured in terminal columns: full-width characters take two.
package enum Columns {
  package static func of(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + of($1) } }

  /// Wide and Fullwidth classes of Unicode Standard Annex 11; Ambiguous counts as 1, as terminals do by default.
  package static func of(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case ..<0x20, 0x7F..<0xA0: return 0
    case ..<0x1100: return scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  package static func padded(_ text: String, to width: Int, alignment: TextTable.Alignment = .left) -> String {
    let space = String(repeating: " ", count: max(0, width - of(text)))
    return alignment == .left ? text + space : space + text
  }

  /// At most `width` columns; a cut ends in `…`.
  package static func cut(_ text: String, to width: Int) -> String {
    guard of(text) > width else { return text }
    var used = 0
    var kept = ""
    for character in text {
      used += of(character)
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
        let columns = of(piece)
        if used > 0, used + of(piece.trimmingEnd) > width {
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
      let isWide = of(character) == 2
      if let last = pieces.last, let end = last.last,
        closing.contains(character) || !(isWide || of(end) == 2 || end == " ")
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
