/// What a learner's file imports and names, read from its tokens: comments and string literals do not count.
package struct SubmissionScan: Hashable, Sendable {
  package struct Word: Hashable, Sendable {
    package let text: String
    /// From 1.
    package let line: Int
  }

  /// Identifiers and keywords in order.
  package let words: [Word]

  package init(_ source: String) {
    var scanner = Scanner(Array(source.utf8))
    words = scanner.words()
  }

  package var isEmpty: Bool { words.isEmpty }

  /// The modules named by import declarations.
  package var imports: [Word] {
    let kinds: Set<String> = ["struct", "class", "enum", "protocol", "typealias", "func", "var", "let", "actor"]
    return words.indices.compactMap { index in
      guard words[index].text == "import" else { return nil }
      let rest = words[(index + 1)...]
      guard let first = rest.first else { return nil }
      return kinds.contains(first.text) ? rest.dropFirst().first : first
    }
  }

  /// Attributes that reach code by symbol name instead of by import.
  package static let refusedAttributes: Set<String> = ["_silgen_name", "_cdecl", "_extern", "_dynamicReplacement"]

  /// The first thing in the file that `manifest` does not allow.
  package func refusal(_ manifest: LabManifest) -> Word? {
    if let word = imports.first(where: { !manifest.imports.contains($0.text) }) { return word }
    let refused = SubmissionScan.refusedAttributes.union(manifest.forbidden ?? [])
    return words.first { refused.contains($0.text) }
  }
}

/// A tokenizer that knows enough of Swift to skip nested comments and string literals, raw and multi-line ones too.
/// Interpolated code is scanned like any other code, at any depth without recursion.
private struct Scanner {
  /// A string literal by what ends it.
  private struct Literal {
    let hashes: [UInt8]
    let isMultiline: Bool

    var end: [UInt8] { [UInt8](repeating: 34, count: isMultiline ? 3 : 1) + hashes }
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  /// The literals whose interpolations are being read, with the parentheses open in each.
  private var interpolated: [(literal: Literal, depth: Int)] = []
  /// The end of a line whose last quote began no string.
  private var plainEnd = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func words() -> [SubmissionScan.Word] {
    var found: [SubmissionScan.Word] = []
    while let byte = peek() {
      if starts(with: "//") {
        while let next = peek(), next != 10 { _ = (next, advance()) }
      } else if starts(with: "/*") {
        skipBlockComment()
      } else if byte == 34 || byte == 35 {
        readQuote()
      } else if Self.isWord(byte) {
        let start = position
        while let next = peek(), Self.isWord(next) { advance() }
        found.append(.init(text: String(decoding: bytes[start..<position], as: UTF8.self), line: line))
      } else {
        advance()
        if byte == 40 || byte == 41 { countParenthesis(byte == 40 ? 1 : -1) }
      }
    }
    return found
  }

  /// The last parenthesis of an interpolation leads back into its string.
  private mutating func countParenthesis(_ step: Int) {
    guard let last = interpolated.indices.last else { return }
    interpolated[last].depth += step
    if interpolated[last].depth == 0 { skipString(interpolated.removeLast().literal) }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte == 95 || byte >= 128 || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }

  private func peek(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] == 10 { line += 1 }
      position += 1
    }
  }

  private func starts(with text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[position...].starts(with: $0) }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    while peek() != nil {
      if starts(with: "/*") {
        depth += 1
        advance(2)
      } else if starts(with: "*/") {
        depth -= 1
        advance(2)
        if depth == 0 { return }
      } else {
        advance()
      }
    }
  }

  /// A string literal, or number signs and a quote that begin none.
  private mutating func readQuote() {
    var hashes = 0
    while peek(hashes) == 35 { hashes += 1 }
    guard peek(hashes) == 34, position >= plainEnd else { return advance(max(1, hashes)) }
    advance(hashes)
    let isMultiline = starts(with: "\"\"\"")
    advance(isMultiline ? 3 : 1)
    skipString(Literal(hashes: [UInt8](repeating: 35, count: hashes), isMultiline: isMultiline))
  }

  /// Skips to the end of a literal, or to the code of its next interpolation. A quote without its end on the same line
  /// began no string (it stood in a regular expression, or nothing compiles): what follows it is read as code.
  private mutating func skipString(_ literal: Literal) {
    let (start, end) = (position, literal.end)
    while let byte = peek() {
      if bytes[position...].starts(with: end) { return advance(end.count) }
      if byte == 92, bytes[(position + 1)...].starts(with: literal.hashes) {
        advance(1 + literal.hashes.count)
        if peek() == 40 {
          advance()
          interpolated.append((literal, 1))
          return
        }
        advance()
      } else if byte == 10, !literal.isMultiline {
        break
      } else {
        advance()
      }
    }
    if !literal.isMultiline { (plainEnd, position) = (position, start) }
  }
}
