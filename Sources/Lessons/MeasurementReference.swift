/// A figure that a lesson takes from a recorded measurement: `{{measurement:ID.field}}`.
package struct MeasurementReference: Hashable, Sendable {
  /// The record's id.
  package let id: String
  /// The name of a value in the record, such as `latency.median`; it may hold dots.
  package let field: String
  /// 1-based line in the text it was found in.
  package let line: Int

  package init(id: String, field: String, line: Int) {
    self.id = id
    self.field = field
    self.line = line
  }
}

/// A text whose measurement references were looked up.
package struct ResolvedText: Hashable, Sendable {
  package let text: String
  /// References without a value; each stands in ``text`` as written. Content with any of these isn't published.
  package let unresolved: [MeasurementReference]
}

extension MeasurementReference {
  private static let opening = "{{measurement:"

  /// Replaces every reference in `text` by the string that `lookup` returns, formatted with its unit by the caller.
  package static func resolve(_ text: String, _ lookup: (MeasurementReference) -> String?) -> ResolvedText {
    var result = ""
    var unresolved: [MeasurementReference] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if number > 0 { result += "\n" }
      var rest = line[...]
      while let start = rest.firstRange(of: opening), let end = rest[start.upperBound...].firstRange(of: "}}") {
        result += rest[..<start.lowerBound]
        let reference = MeasurementReference(rest[start.upperBound..<end.lowerBound], line: number + 1)
        if let value = lookup(reference) {
          result += value
        } else {
          unresolved.append(reference)
          result += rest[start.lowerBound..<end.upperBound]
        }
        rest = rest[end.upperBound...]
      }
      result += rest
    }
    return ResolvedText(text: result, unresolved: unresolved)
  }

  private init(_ body: Substring, line: Int) {
    let parts = body.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    id = String(parts.first ?? "")
    field = parts.count > 1 ? String(parts[1]) : ""
    self.line = line
  }
}
