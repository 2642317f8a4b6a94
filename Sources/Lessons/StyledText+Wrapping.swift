extension StyledText {
  /// Lines of at most `width` columns, broken at spaces and between full-width characters.
  ///
  /// Japanese line-breaking rules (kinsoku): no line begins with closing punctuation or a small kana, none ends with an
  /// opening bracket. A single word wider than `width` keeps a line of its own and overflows it.
  func wrapped(to width: Int) -> [StyledText] {
    var lines: [StyledText] = []
    var line = StyledText()
    var lineWidth = 0
    for piece in pieces() {
      let body = piece.trimmingTrailingSpaces()
      if lineWidth + body.width > width, !line.isEmpty {
        lines.append(line.trimmingTrailingSpaces())
        line = StyledText()
        lineWidth = 0
      }
      line.glyphs += piece.glyphs
      lineWidth += piece.width
    }
    lines.append(line.trimmingTrailingSpaces())
    return lines
  }

  func trimmingTrailingSpaces() -> StyledText {
    var result = self
    while result.glyphs.last?.character == " " { result.glyphs.removeLast() }
    return result
  }

  /// Shortest runs between two places where a line may end.
  private func pieces() -> [StyledText] {
    var pieces: [StyledText] = []
    var piece = StyledText()
    for glyph in glyphs {
      if let last = piece.glyphs.last, Self.mayBreak(after: last, before: glyph) {
        pieces.append(piece)
        piece = StyledText()
      }
      piece.glyphs.append(glyph)
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces
  }

  private static func mayBreak(after left: Glyph, before right: Glyph) -> Bool {
    if right.character == " " { return false }
    if left.character == " " { return true }
    guard left.width == 2 || right.width == 2 else { return false }
    return !forbiddenAtStart.contains(right.character) && !forbiddenAtEnd.contains(left.character)
  }

  private static let forbiddenAtStart = Set("、。，．・：；？！）］｝」』】〉》〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％,.:;?!)]}%")
  private static let forbiddenAtEnd = Set("（［｛「『【〈《〔([{")
}
