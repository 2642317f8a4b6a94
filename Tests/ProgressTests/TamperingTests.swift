import Foundation
import GRDB
import Hashing
import Progress
import Reports
import Testing

/// Edits a store with plain SQLite, as someone would who wants a better result.
@Suite struct TamperingTests {
  private func verdict(after edit: String) throws -> ChainVerdict {
    let folder = try TemporaryFolder()
    do {
      let store = try ProgressStore(folder: folder.path)
      try store.append(Samples.grade("F01", .fail))
      try store.append(Samples.grade("E01", .fail))
      try store.append(Samples.grade("F01", .pass))
    }
    let raw = try DatabaseQueue(path: folder.store)
    try raw.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA foreign_keys = OFF")
      for table in ["evidence", "attempt"] {
        try database.execute(sql: "DROP TRIGGER \(table)NeverUpdate; DROP TRIGGER \(table)NeverDelete;")
      }
      try database.execute(sql: edit)
    }
    try raw.close()
    return try ProgressStore(folder: folder.path).verifyChain()
  }

  @Test(arguments: [
    (
      "UPDATE evidence SET content = replace(content, '\"fail\"', '\"pass\"') WHERE sequence = 1", 1, ChainFault.content
    ),
    ("UPDATE attempt SET status = 'pass' WHERE sequence = 1", 1, .disagreement),
    ("UPDATE attempt SET lab = 'E99' WHERE sequence = 2", 2, .disagreement),
    ("DELETE FROM attempt WHERE sequence = 2", 2, .disagreement),
    ("DELETE FROM evidence WHERE sequence = 1", 1, .gap),
    ("DELETE FROM evidence WHERE sequence = 2", 2, .gap),
    ("UPDATE evidence SET recordedAt = 0 WHERE sequence = 2", 2, .hash),
    ("UPDATE evidence SET kind = 'accuracy' WHERE sequence = 3", 3, .hash),
    ("UPDATE evidence SET digest = substr(digest, 2) || 'a' WHERE sequence = 3", 3, .content),
    ("UPDATE evidence SET previous = hash WHERE sequence = 2", 2, .previous),
  ])
  func `an edited row is found`(edit: String, sequence: Int, fault: ChainFault) throws {
    #expect(try verdict(after: edit) == .broken(sequence: sequence, fault: fault))
  }

  @Test func `removing a row and renumbering the rest is found`() throws {
    let edit = """
      DELETE FROM attempt; DELETE FROM evidence WHERE sequence = 2;
      UPDATE evidence SET sequence = 2 WHERE sequence = 3;
      """
    guard case .broken = try verdict(after: edit) else {
      Issue.record("a removed row went unseen")
      return
    }
  }

  @Test func `cutting off the end is found by whoever kept a published link`() throws {
    let store = try ProgressStore(inMemory: .learner)
    try store.append(Samples.grade("F01", .fail))
    let published = try store.append(Samples.grade("F01", .pass))
    #expect(try store.verifyChain(published: published) == .intact(count: 2, head: published))
    let shorter = try ProgressStore(inMemory: .learner)
    try shorter.append(Samples.grade("F01", .fail))
    #expect(try shorter.verifyChain(published: published) == .broken(sequence: 2, fault: .published))
    try shorter.append(Samples.grade("E01", .pass))
    #expect(try shorter.verifyChain(published: published) == .broken(sequence: 2, fault: .published))
  }

  @Test func `a removed trigger is found`() throws {
    let store = try ProgressStore(inMemory: .learner)
    try store.write { try $0.execute(sql: "DROP TRIGGER evidenceNeverUpdate") }
    #expect(try store.integrityCheck() == ["missing trigger evidenceNeverUpdate"])
  }
}
