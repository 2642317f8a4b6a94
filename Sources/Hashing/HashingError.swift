/// Why something could not be hashed.
package enum HashingError: Error, Hashable, Sendable {
  /// The file could not be opened or read; `code` is `errno`.
  case unreadable(path: String, code: Int32)
  /// JSON has no infinity and no NaN. `path` names the field, such as `rows.2.sqnr`.
  case notFinite(path: String)
  /// The value's own `encode(to:)` failed.
  case unencodable(type: String, reason: String)
}
