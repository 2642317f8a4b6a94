import Foundation
import GRDB
import Progress
import Reports
import Testing

@Suite struct OpeningTests {
  private func filled() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let store = try ProgressStore(folder: folder.path)
    for number in 0..<60 { try store.append(Samples.grade("L\(number)")) }
    return folder
  }

  private func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

  @Test func `a folder that is missing is named`() {
    #expect(throws: ProgressError.unwritableFolder(path: "/nonexistent", code: ENOENT)) {
      try ProgressStore(folder: "/nonexistent")
    }
  }

  @Test(.enabled(if: getuid() != 0, "permissions do not bind the superuser"))
  func `a read-only folder is named`() throws {
    let folder = try TemporaryFolder()
    chmod(folder.path, 0o500)
    defer { chmod(folder.path, 0o700) }
    #expect(throws: ProgressError.unwritableFolder(path: folder.path, code: EACCES)) {
      try ProgressStore(folder: folder.path)
    }
  }

  #if os(Linux)
    @Test func `a file system that takes no files is named, also for the superuser`() {
      #expect {
        try ProgressStore(folder: "/proc")
      } throws: { error in
        guard case .unwritableFolder = error as? ProgressError else { return false }
        return true
      }
    }
  #endif

  @Test func `an emptied file is never taken for a new one`() throws {
    let folder = try TemporaryFolder()
    #expect(FileManager.default.createFile(atPath: folder.store, contents: Data()))
    #expect(throws: ProgressError.corrupt(path: folder.store, detail: "the file is empty")) {
      try ProgressStore(folder: folder.path)
    }
    #expect(try bytes(folder.store).isEmpty)
  }

  @Test func `text in place of a database is refused`() throws {
    let folder = try TemporaryFolder()
    try String(repeating: "not a database ", count: 100).write(toFile: folder.store, atomically: true, encoding: .utf8)
    #expect(throws: ProgressError.corrupt(path: folder.store, detail: "no SQLite header")) {
      try ProgressStore(folder: folder.path)
    }
  }

  @Test func `another program's database is left alone`() throws {
    let folder = try TemporaryFolder()
    let other = try DatabaseQueue(path: folder.store)
    try other.write { try $0.execute(sql: "PRAGMA application_id = 7; CREATE TABLE t (x)") }
    try other.close()
    let before = try bytes(folder.store)
    #expect(throws: ProgressError.foreignFile(path: folder.store, applicationID: 7)) {
      try ProgressStore(folder: folder.path)
    }
    #expect(try bytes(folder.store) == before)
  }

  @Test func `a newer schema is refused without changing a byte`() throws {
    let folder = try filled()
    let raw = try DatabaseQueue(path: folder.store)
    try raw.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA user_version = 99") }
    try raw.close()
    let before = try bytes(folder.store)
    #expect(throws: ProgressError.newerSchema(path: folder.store, found: 99, newest: 2)) {
      try ProgressStore(folder: folder.path)
    }
    #expect(try bytes(folder.store) == before)
  }

  @Test func `every truncation ends in a typed error or an intact prefix, never in a reset`() throws {
    let folder = try filled()
    let whole = try bytes(folder.store)
    try? FileManager.default.removeItem(atPath: folder.store + "-wal")
    try? FileManager.default.removeItem(atPath: folder.store + "-shm")
    for step in 0..<40 {
      let cut = whole.count * step / 40
      try Data(whole.prefix(cut)).write(to: URL(fileURLWithPath: folder.store))
      do {
        let store = try ProgressStore(folder: folder.path)
        let intact = try store.integrityCheck().isEmpty
        #expect(!intact, "a file cut to \(cut) of \(whole.count) bytes opened as if whole")
      } catch {
        guard case .corrupt = error else {
          Issue.record("cut to \(cut): \(error)")
          continue
        }
      }
      #expect(try bytes(folder.store).count == cut, "the damaged file was changed")
    }
  }

  @Test func `flipped bits are never a crash and never a silent success`() throws {
    let folder = try filled()
    let whole = try bytes(folder.store)
    let seed: UInt64 = 8_713
    var source = SplitMix64(seed: seed)
    var reported = 0
    for _ in 0..<100 {
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder.store + suffix) }
      var damaged = whole
      let position = source.index(below: whole.count)
      damaged[position] ^= 1 << UInt8(source.index(below: 8))
      try Data(damaged).write(to: URL(fileURLWithPath: folder.store))
      // Either the damage is reported, or it hit an unused byte and everything verifies.
      do throws(ProgressError) {
        let store = try ProgressStore(folder: folder.path)
        let chain = try store.verifyChain()
        let findings = try store.integrityCheck()
        if case .intact(let count, _) = chain, findings.isEmpty {
          #expect(count == 60, "seed \(seed), byte \(position)")
        } else {
          reported += 1
        }
      } catch {
        reported += 1
      }
    }
    // About half of a small store is unused space inside pages; a flip there changes nothing.
    #expect(reported > 25, "seed \(seed)")
  }

  @Test func `a store that another process holds is reported as locked`() throws {
    let folder = try filled()
    let raw = try DatabaseQueue(path: folder.store)
    try raw.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN EXCLUSIVE; INSERT INTO lessonEvent VALUES (NULL, 'l', 'opened', 0)")
      #expect(throws: ProgressError.locked(path: folder.store)) {
        try ProgressStore(folder: folder.path, busySeconds: 0.05).append(Samples.grade("F01"))
      }
      try database.execute(sql: "ROLLBACK")
    }
  }
}
