package import Hashing

/// Why the learner's store could not be opened, read or written. Nothing is ever reset to get around one.
package enum ProgressError: Error, Hashable, Sendable {
  /// The folder does not exist or may not be written; `code` is `errno`.
  case unwritableFolder(path: String, code: Int32)
  /// The file is no SQLite database, ends early, or has malformed content. Restore a backup.
  case corrupt(path: String, detail: String)
  /// A database of another program.
  case foreignFile(path: String, applicationID: Int32)
  /// Written by a newer Keiryo. Not one byte was changed.
  case newerSchema(path: String, found: Int, newest: Int)
  /// A demonstration was asked to open the learner's store, or the other way round.
  case wrongPurpose(path: String, found: String)
  /// Another process held the store longer than the busy timeout.
  case locked(path: String)
  case diskFull(path: String)
  /// A stored record does not read back.
  case unreadableRecord(sequence: Int, reason: String)
  case unencodable(HashingError)
  /// Any other answer of SQLite: its extended result code and message.
  case database(code: Int32, message: String)
}
