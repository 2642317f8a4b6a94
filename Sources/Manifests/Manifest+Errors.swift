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

  /// The decoder's error with the position of the node it speaks of: the nearest one that exists along its path.
  static func mismatch(_ error: DecodingError, text: String, file: String) -> ManifestError {
    let path: [any CodingKey]
    let expected: ManifestError.Expectation
    switch error {
    case .keyNotFound(let key, let context): (path, expected) = (context.codingPath, .key(key.stringValue))
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      (path, expected) = (context.codingPath, .value(type: String(describing: type)))
    case .dataCorrupted(let context):
      if let inner = context.underlyingError as? YamlError { return malformed(inner, file: file) }
      (path, expected) = (context.codingPath, .content(reason: context.debugDescription))
    @unknown default: (path, expected) = ([], .content(reason: String(describing: error)))
    }
    return .mismatch(
      file: file, place: place(of: path, in: text), keyPath: keyPath(path), expected: expected)
  }

  private static func place(of path: [any CodingKey], in text: String) -> ManifestError.Place {
    guard var node = try? Yams.compose(yaml: text) else { return .init(line: nil, column: nil) }
    for key in path {
      let next: Node? =
        if let index = key.intValue { node.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil } } else {
          node.mapping?[Node(key.stringValue)]
        }
      guard let next else { break }
      node = next
    }
    return .init(line: node.mark?.line, column: node.mark?.column)
  }

  /// `tasks[2].title.ja`
  private static func keyPath(_ path: [any CodingKey]) -> String {
    path.reduce(into: "") { text, key in
      if let index = key.intValue { text += "[\(index)]" } else { text += (text.isEmpty ? "" : ".") + key.stringValue }
    }
  }
}
