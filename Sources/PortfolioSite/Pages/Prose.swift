import Reports

/// Checks and fills the learner's sentences.
struct Prose {
  let figures: FigureSource
  let language: Language

  /// A sentence in the page's language with its `{{row.quantity}}` filled in; a figure does not break over lines.
  /// - Parameter mayHoldNumbers: for constraints, which come from outside and are not results.
  func filled(
    _ text: LocalizedText, field: String, mayHoldNumbers: Bool = false
  ) throws(PortfolioError) -> String {
    guard text.isComplete else { throw .missingText(project: figures.project, field: field) }
    if !mayHoldNumbers {
      for language in Language.allCases {
        if let number = Self.typedNumber(in: text[language]) {
          throw .typedNumber(project: figures.project, field: field, text: number)
        }
      }
    }
    var filled = ""
    var rest = Substring(text[language])
    while let match = rest.firstMatch(of: #/\{\{\s*([^{}]*?)\s*\}\}/#) {
      filled += rest[..<match.range.lowerBound]
      filled += try figures.text(String(match.1)).replacing(" ", with: "\u{A0}")
      rest = rest[match.range.upperBound...]
    }
    return filled + rest
  }

  func filled(
    _ texts: [LocalizedText], field: String, mayHoldNumbers: Bool = false
  ) throws(PortfolioError) -> [String] {
    var all: [String] = []
    for text in texts { all.append(try filled(text, field: field, mayHoldNumbers: mayHoldNumbers)) }
    return all
  }

  /// A digit with a unit of measurement behind it, outside `{{…}}`; nil when there is none.
  static func typedNumber(in text: String) -> String? {
    let pattern =
      #/[0-9０-９][0-9０-９.,]*\s*(?:[mµμun]s|秒|[kKMG]i?B|bytes?|バイト|%|％|倍|×|x(?![0-9A-Za-z])|times|pt|points?|ポイント|dB|fps|FPS|mJ|mW)/#
    return text.replacing(#/\{\{[^{}]*\}\}/#, with: "").firstMatch(of: pattern).map { String($0.0) }
  }
}
