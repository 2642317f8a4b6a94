private import Foundation
internal import GRDB

extension ProgressStore {
  /// What a folder that cannot be written holds, as it was recorded last; nothing noted here reaches the file.
  ///
  /// SQLite writes beside a database in WAL mode even to read it, so the file and its log are copied first: to a
  /// temporary folder of this user alone, and from there into memory.
  package convenience init(copyOf folder: String, purpose: Purpose = .learner) throws(ProgressError) {
    let path = (folder as NSString).appendingPathComponent(purpose.fileName)
    guard let header = try SQLiteHeader(ofFileAt: path) else { throw .unwritableFolder(path: path, code: ENOENT) }
    try header.check(path: path)
    let files = FileManager.default
    let scratch = files.temporaryDirectory.appendingPathComponent("keiryo-copy-" + UUID().uuidString)
    defer { try? files.removeItem(at: scratch) }
    do {
      try files.createDirectory(
        at: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let copy = scratch.appendingPathComponent(purpose.fileName).path
      for suffix in ["", "-wal"] where files.fileExists(atPath: path + suffix) {
        try files.copyItem(atPath: path + suffix, toPath: copy + suffix)
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy + suffix)
      }
      let queue = try DatabaseQueue.inMemoryCopy(
        fromPath: copy, configuration: Self.configuration(path: ":memory:"))
      try Self.prepare(queue, purpose: purpose)
      self.init(purpose: purpose, path: path, writer: queue)
    } catch {
      throw ProgressError(error, path: path)
    }
  }
}
