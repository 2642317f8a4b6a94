/// Characters with the emphasis they carry, before they're wrapped and painted.
struct StyledText: Hashable, Sendable {
  struct Style: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    static let bold = Style(rawValue: 1)
    static let italic = Style(rawValue: 2)
    static let code = Style(rawValue: 4)
    static let strike = Style(rawValue: 8)
    static let underline = Style(rawValue: 16)
    static let dim = Style(rawValue: 32)
  }

  struct Glyph: Hashable, Sendable {
    let character: Character
    let style: Style
    var width: Int { DisplayWidth.of(character) }
  }

  var glyphs: [Glyph] = []

  var width: Int { glyphs.reduce(0) { $0 + $1.width } }
  var isEmpty: Bool { glyphs.isEmpty }

  /// Appends `text` without its control characters, so that no lesson can send an escape sequence to a terminal.
  mutating func append(_ text: String, _ style: Style = []) {
    for character in text where !character.unicodeScalars.allSatisfy({ $0.properties.generalCategory == .control }) {
      glyphs.append(Glyph(character: character, style: style))
    }
  }

  /// A line end in the source: a space between words of a spaced script, nothing between full-width characters.
  mutating func appendSoftBreak(_ style: Style) {
    guard let last = glyphs.last, last.width < 2, last.character != " " else { return }
    glyphs.append(Glyph(character: " ", style: style))
  }

  /// The text with ANSI select-graphic-rendition codes when `isColoured`, else plain.
  func painted(isColoured: Bool) -> String {
    guard isColoured else { return String(glyphs.map(\.character)) }
    var result = ""
    var current: Style = []
    for glyph in glyphs {
      if glyph.style != current {
        if !current.isEmpty { result += "\u{1B}[0m" }
        if !glyph.style.isEmpty { result += "\u{1B}[\(glyph.style.codes)m" }
        current = glyph.style
      }
      result.append(glyph.character)
    }
    return current.isEmpty ? result : result + "\u{1B}[0m"
  }
}

extension StyledText.Style {
  fileprivate var codes: String {
    let table: [(StyledText.Style, String)] = [
      (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.strike, "9"), (.code, "36"),
    ]
    return table.filter { contains($0.0) }.map(\.1).joined(separator: ";")
  }
}
