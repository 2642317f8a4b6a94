private import Foundation
internal import GRDB

extension ProgressStore {
  /// Opens the store of a home folder, or creates it.
  ///
  /// A new file is made under another name and linked into place complete, so that an interrupted start never leaves
  /// a half-made store. A file that is empty, short, foreign or newer is left as it is and reported.
  /// - Parameters:
  ///   - folder: exists and is writable.
  ///   - busySeconds: how long to wait for another process.
  package convenience init(
    folder: String, purpose: Purpose = .learner, busySeconds: Double = 5
  ) throws(ProgressError) {
    let path = (folder as NSString).appendingPathComponent(purpose.fileName)
    guard access(folder, W_OK | X_OK) == 0 else { throw .unwritableFolder(path: folder, code: errno) }
    if let header = try SQLiteHeader(ofFileAt: path) {
      try header.check(path: path)
    } else {
      try Self.create(at: path, purpose: purpose)
    }
    do {
      let queue = try DatabaseQueue(
        path: path, configuration: Self.configuration(path: path, busySeconds: busySeconds))
      try Self.prepare(queue, purpose: purpose)
      self.init(purpose: purpose, path: path, writer: queue)
    } catch {
      throw ProgressError(error, path: path)
    }
  }

  static func configuration(path: String, busySeconds: Double = 5) -> Configuration {
    var configuration = Configuration()
    configuration.label = "keiryo.progress"
    configuration.busyMode = .timeout(busySeconds)
    configuration.foreignKeysEnabled = true
    if path != ":memory:" { configuration.journalMode = .wal }
    configuration.prepareDatabase { database in
      // Read before anything is written, so that a newer or foreign file stays as it is.
      let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
      guard found <= ProgressSchema.version else {
        throw ProgressError.newerSchema(path: path, found: found, newest: ProgressSchema.version)
      }
      let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
      guard application == ProgressSchema.applicationID || application == 0 && found == 0 else {
        throw ProgressError.foreignFile(path: path, applicationID: application)
      }
    }
    return configuration
  }

  /// Brings the schema up to date, checks whose it is, and makes commits durable.
  static func prepare(_ queue: DatabaseQueue, purpose: Purpose) throws {
    try queue.writeWithoutTransaction { database in
      // Opening in WAL mode lowers this to NORMAL, under which a power cut may take back a commit.
      try database.execute(sql: "PRAGMA synchronous = FULL")
      try database.execute(sql: "PRAGMA fullfsync = ON")
    }
    try ProgressSchema.migrator.migrate(queue)
    try queue.write { database in
      try database.execute(
        sql: "INSERT OR IGNORE INTO store (id, purpose) VALUES (1, ?)", arguments: [purpose.rawValue])
      let found = try String.fetchOne(database, sql: "SELECT purpose FROM store") ?? ""
      guard found == purpose.rawValue else { throw ProgressError.wrongPurpose(path: queue.path, found: found) }
    }
  }

  private static func create(at path: String, purpose: Purpose) throws(ProgressError) {
    let log = path + "-wal"
    if let size = try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int, size > 0 {
      throw .corrupt(path: path, detail: "the file is gone but its write-ahead log is there")
    }
    let draft = path + ".new-\(UUID().uuidString)"
    defer {
      for suffix in ["", "-wal", "-shm"] { unlink(draft + suffix) }
    }
    do {
      var configuration = configuration(path: draft)
      configuration.journalMode = .default  // everything in the one file that is linked
      let queue = try DatabaseQueue(path: draft, configuration: configuration)
      try prepare(queue, purpose: purpose)
      try queue.close()
    } catch {
      throw ProgressError(error, path: path)
    }
    // Fails with EEXIST when another process was first; its store is as good.
    guard publish(draft, as: path) || errno == EEXIST else { throw .unwritableFolder(path: path, code: errno) }
    let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }
}

/// Gives a complete file its name; false when the name is taken. Never replaces.
private func publish(_ draft: String, as path: String) -> Bool { link(draft, path) == 0 }
