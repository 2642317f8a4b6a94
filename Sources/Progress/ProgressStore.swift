package import GRDB

/// The learner's attempts, measurements and reading, in one SQLite file.
///
/// A function that returns has written: commits use WAL with `synchronous = FULL`, so neither a kill nor a power cut
/// takes back an acknowledged row. Rows are only ever added, and every evidence row holds the hash of the one before.
package final class ProgressStore: Sendable {
  /// Whose rows a file holds. The two never share one.
  package enum Purpose: String, Codable, Sendable, Hashable {
    case learner
    case demonstration

    /// The file inside a home folder.
    package var fileName: String { self == .learner ? "evidence.sqlite" : "demonstration.sqlite" }
  }

  package let purpose: Purpose
  /// The file, or `:memory:`.
  package let path: String
  let writer: any DatabaseWriter

  init(purpose: Purpose, path: String, writer: any DatabaseWriter) {
    self.purpose = purpose
    self.path = path
    self.writer = writer
  }

  /// A store that lives as long as this value.
  package convenience init(inMemory purpose: Purpose = .learner) throws(ProgressError) {
    let path = ":memory:"
    do {
      let queue = try DatabaseQueue(configuration: Self.configuration(path: path))
      try Self.prepare(queue, purpose: purpose)
      self.init(purpose: purpose, path: path, writer: queue)
    } catch {
      throw ProgressError(error, path: path)
    }
  }

  package func read<Value>(_ body: (Database) throws -> Value) throws(ProgressError) -> Value {
    do { return try writer.read(body) } catch { throw ProgressError(error, path: path) }
  }

  /// One immediate transaction: everything in `body` or nothing.
  package func write<Value>(_ body: (Database) throws -> Value) throws(ProgressError) -> Value {
    do { return try writer.write(body) } catch { throw ProgressError(error, path: path) }
  }
}
