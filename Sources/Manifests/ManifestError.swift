/// Why a hand-written file could not be read. Each case names the file and, where it is known, the place.
package enum ManifestError: Error, Hashable, Sendable {
  /// The text is not YAML. `line` and `column` count from 1; `problem` is the parser's own phrase.
  case malformed(file: String, line: Int, column: Int, problem: String)
  /// A value is missing, of another kind, or outside what the field accepts.
  case mismatch(file: String, place: Place, keyPath: String, expected: Expectation)
  /// The file is longer than a hand-written file can be; sizes in bytes.
  case tooLarge(file: String, bytes: Int, limit: Int)
  /// The file is no UTF-8 text or cannot be opened; `code` is `errno`, 0 for bad text.
  case unreadable(file: String, code: Int32)

  /// A position in a file, both from 1; `nil` when the parser knows none.
  package struct Place: Hashable, Sendable {
    package let line: Int?
    package let column: Int?

    package init(line: Int?, column: Int?) {
      self.line = line
      self.column = column
    }
  }

  /// What should have stood there.
  package enum Expectation: Hashable, Sendable {
    /// The key is required.
    case key(String)
    /// No such key here; `nearest` is the known one that is spelt almost like it.
    case knownKey(instead: String, nearest: String?, known: [String])
    case value(Kind)
    case oneOf([String])
    case range(lowest: String, highest: String)
    /// Exactly one of these keys.
    case singleKey([String])
    /// At least one entry.
    case entry
    /// ASCII letters, digits and hyphens, at most `longest` of them.
    case identifier(longest: Int)
    /// Text of the right kind that its type refuses.
    case otherContent
  }

  /// Kinds of values as a person who writes YAML sees them.
  package enum Kind: Hashable, Sendable {
    case mapping, list, text, truth, number
    /// A whole number.
    case integer
    /// A whole number from 0 on.
    case natural
  }
}
