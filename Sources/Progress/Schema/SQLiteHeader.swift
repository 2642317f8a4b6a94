private import Foundation

/// The first 100 bytes of a database file, read without SQLite, so that a damaged file is recognised before anything
/// could write to it. "Database File Format", sqlite.org, section 1.3.
struct SQLiteHeader {
  let isDatabase: Bool
  let pageBytes: Int
  let pages: Int
  let fileBytes: Int
  let logBytes: Int
  let userVersion: Int
  let applicationID: Int32

  /// Nil when there is no file.
  init?(ofFileAt path: String) throws(ProgressError) {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let file = FileHandle(forReadingAtPath: path) else { throw .unwritableFolder(path: path, code: errno) }
    defer { try? file.close() }
    let head = [UInt8]((try? file.read(upToCount: 100)) ?? Data())
    fileBytes = ((try? file.seekToEnd()).map { Int(clamping: $0) }) ?? 0
    logBytes = (try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int) ?? 0
    func word(_ offset: Int) -> UInt32 {
      offset + 4 <= head.count ? head[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } : 0
    }
    isDatabase = head.starts(with: Array("SQLite format 3\0".utf8)) && head.count == 100
    let size = head.count >= 18 ? Int(head[16]) << 8 | Int(head[17]) : 0
    pageBytes = size == 1 ? 65_536 : size
    pages = Int(word(28))
    userVersion = Int(Int32(bitPattern: word(60)))
    applicationID = Int32(bitPattern: word(68))
  }

  func check(path: String) throws(ProgressError) {
    guard isDatabase else {
      throw .corrupt(path: path, detail: fileBytes == 0 ? "the file is empty" : "no SQLite header")
    }
    guard applicationID == ProgressSchema.applicationID || logBytes > 0 else {
      throw .foreignFile(path: path, applicationID: applicationID)
    }
    guard userVersion <= ProgressSchema.version else {
      throw .newerSchema(path: path, found: userVersion, newest: ProgressSchema.version)
    }
    // Pages that are only in the log make the file look short without being damaged.
    guard logBytes > 0 || fileBytes >= pages * pageBytes else {
      throw .corrupt(path: path, detail: "\(fileBytes) of \(pages * pageBytes) bytes")
    }
  }
}
