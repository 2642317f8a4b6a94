import Yams

extension Manifest {
  /// The parser's error with its position.
  static func malformed(_ error: YamlError, file: String) -> ManifestError {
    switch error {
    case .reader(let problem, _, _, _):
      .malformed(file: file, line: 1, column: 1, problem: problem)
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      .malformed(file: file, line: mark.line, column: mark.column, problem: problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      .malformed(
        file: file, line: context.mark.line, column: context.mark.column,
        problem: "duplicated keys: " + duplicates.joined(separator: ", "))
    default:
      .malformed(file: file, line: 1, column: 1, problem: String(describing: error))
    }
  }

  /// What a decoding that failed with `error` has to say. A missing key beside an unknown one is a misspelt one.
  static func refusal(for error: any Error, _ notes: DecodingNotes) -> ManifestRefusal {
    let refusal: ManifestRefusal
    switch error {
    case let error as ManifestRefusal: refusal = error
    case DecodingError.dataCorrupted(let context), DecodingError.typeMismatch(_, let context),
      DecodingError.valueNotFound(_, let context), DecodingError.keyNotFound(_, let context):
      refusal = ManifestRefusal(path: context.codingPath, expected: .otherContent)
    default: refusal = ManifestRefusal(path: [], expected: .otherContent)
    }
    guard case .key = refusal.expected,
      let unknown = notes.unknown.first(where: { keyPath($0.path) == keyPath(refusal.path) })
    else { return refusal }
    return self.refusal(for: unknown)
  }

  static func refusal(for unknown: DecodingNotes.Unknown) -> ManifestRefusal {
    let known = unknown.asked.keys
    return ManifestRefusal(
      path: unknown.path + [NamedKey(stringValue: unknown.key)],
      expected: .knownKey(unknown.key, among: known))
  }

  /// The refusal with the position of the node it speaks of: an unknown key itself, otherwise the nearest value that
  /// exists along the path.
  static func mismatch(_ refusal: ManifestRefusal, in root: Node, file: String) -> ManifestError {
    var node = root
    var mark = node.mark
    for key in refusal.path {
      let next: Node? =
        if let index = key.intValue { node.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil } } else {
          node.mapping?[Node(key.stringValue)]
        }
      guard let next else { break }
      mark = next.mark
      if case .knownKey(let name, _, _) = refusal.expected, name == key.stringValue {
        mark = node.mapping?.keys.first { $0.string == name }?.mark ?? mark
      }
      node = next
    }
    return .mismatch(
      file: file, place: .init(line: mark?.line, column: mark?.column), keyPath: keyPath(refusal.path),
      expected: refusal.expected)
  }

  /// `tasks[2].title.ja`
  private static func keyPath(_ path: [any CodingKey]) -> String {
    path.reduce(into: "") { text, key in
      if let index = key.intValue { text += "[\(index)]" } else { text += (text.isEmpty ? "" : ".") + key.stringValue }
    }
  }
}

private struct NamedKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
