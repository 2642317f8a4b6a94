import Foundation
import GRDB
import Hashing
import Progress
import Reports
import Testing

@Suite struct ProgressStoreTests {
  @Test func `what was recorded is there after reopening`() throws {
    let folder = try TemporaryFolder()
    let first: EvidenceLink
    do {
      let store = try ProgressStore(folder: folder.path)
      let model = ProgressStore.Artefact(
        role: "model", fileName: "glyphs.int8.keiryo", digest: SHA256Digest(of: "x"), byteCount: 1)
      first = try store.append(Samples.grade("F01", .fail), artefacts: [model])
      try store.append(try Samples.accuracy(4_780))
      try store.append(Samples.grade("F01"))
      #expect(try store.artefacts(ofSequence: 1) == [model])
    }
    let store = try ProgressStore(folder: folder.path)
    #expect(try store.attempts(lab: "F01").map(\.status) == [.fail, .pass])
    #expect(try store.attempts().map(\.sequence) == [1, 3])
    #expect(try store.attempts(lab: "E01").isEmpty)
    #expect(try store.passedLabs() == ["F01"])
    #expect(try store.links().first == first)
    #expect(try store.records(.accuracy).map(\.record) == [Samples.accuracy(4_780)])
    #expect(try store.record(digest: first.content) == Samples.grade("F01", .fail))
    guard case .intact(count: 3, let head?) = try store.verifyChain() else {
      Issue.record("the chain is broken")
      return
    }
    #expect(head.sequence == 3)
    #expect(try store.integrityCheck().isEmpty)
  }

  @Test func `the file says what it is and commits are durable`() throws {
    let folder = try TemporaryFolder()
    let store = try ProgressStore(folder: folder.path)
    let pragmas = try store.read { database in
      try ["application_id", "user_version", "synchronous", "foreign_keys"].map {
        try Int.fetchOne(database, sql: "PRAGMA \($0)")
      } + [try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal" ? 1 : 0]
    }
    // 2 is FULL.
    #expect(pragmas == [0x4B45_5952, 2, 2, 1, 1])
    #expect(
      try store.read { try Set(String.fetchAll($0, sql: "SELECT name FROM pragma_table_list WHERE strict")) }
        == Set(ProgressSchema.appendOnly))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.contains(".new-") })
  }

  @Test func `rows can be added and nothing else`() throws {
    let store = try ProgressStore(inMemory: .learner)
    try store.append(Samples.grade("F01", .fail))
    try store.note(.opened, lesson: "number-formats", at: Timestamp(secondsSince1970: 5))
    for change in [
      "UPDATE attempt SET status = 'pass'", "DELETE FROM attempt", "UPDATE evidence SET content = '{}'",
      "DELETE FROM evidence", "DELETE FROM lessonEvent", "UPDATE store SET purpose = 'demonstration'",
    ] {
      #expect(throws: ProgressError.self, "\(change)") { try store.write { try $0.execute(sql: change) } }
    }
    #expect(try store.attempts().map(\.status) == [.fail])
  }

  @Test func `the schema refuses impossible rows`() throws {
    let store = try ProgressStore(inMemory: .learner)
    for insertion in [
      "INSERT INTO attempt VALUES (7, 'F01', 1, 'pass', 'x')",  // no such evidence
      "INSERT INTO evidence VALUES (1, 'grade', 0, 'no json', '\(EvidenceLink.origin)', '', '')",
      "INSERT INTO quizAnswer VALUES (1, 'l', 'q', 'a', 2, 0)",
      "INSERT INTO lessonEvent VALUES (1, 'l', 'skipped', 0)",
      "INSERT INTO lessonEvent VALUES (1, 'l', 'opened', 'yesterday')",  // STRICT
    ] {
      #expect(throws: ProgressError.self, "\(insertion)") { try store.write { try $0.execute(sql: insertion) } }
    }
  }

  @Test func `lessons remember the furthest point and every answer`() throws {
    let store = try ProgressStore(inMemory: .learner)
    let moment = Timestamp(secondsSince1970: 5)
    try store.note(.opened, lesson: "a", at: moment)
    try store.note(.finished, lesson: "a", at: moment)
    try store.note(.opened, lesson: "a", at: moment)
    try store.note(.opened, lesson: "b", at: moment)
    #expect(try store.lessons() == ["a": .finished, "b": .opened])
    let wrong = ProgressStore.QuizAnswer(lesson: "a", question: "q1", answer: "2", isCorrect: false, recordedAt: moment)
    let right = ProgressStore.QuizAnswer(lesson: "a", question: "q1", answer: "1", isCorrect: true, recordedAt: moment)
    try store.note(wrong)
    try store.note(right)
    #expect(try store.answers(lesson: "a") == [wrong, right])
  }

  @Test func `two processes may write at once and share one chain`() async throws {
    let folder = try TemporaryFolder()
    // One connection each, as two processes would have.
    let stores = try (0..<3).map { _ in try ProgressStore(folder: folder.path) }
    try await withThrowingTaskGroup { group in
      for (number, store) in stores.enumerated() {
        group.addTask { for _ in 0..<20 { try store.append(Samples.grade("L\(number)")) } }
      }
      try await group.waitForAll()
    }
    guard case .intact(count: 60, _) = try stores[0].verifyChain() else {
      Issue.record("the chain is broken")
      return
    }
    for number in 0..<3 { #expect(try stores[0].attempts(lab: "L\(number)").count == 20) }
  }

  @Test func `a demonstration has a file of its own`() throws {
    let folder = try TemporaryFolder()
    let learner = try ProgressStore(folder: folder.path)
    let demonstration = try ProgressStore(folder: folder.path, purpose: .demonstration)
    try demonstration.append(Samples.grade("F01"))
    #expect(try learner.attempts().isEmpty)
    #expect(learner.path != demonstration.path)
    // Even when someone renames the file.
    let other = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: demonstration.path, toPath: other.store)
    #expect(throws: ProgressError.wrongPurpose(path: other.store, found: "demonstration")) {
      try ProgressStore(folder: other.path)
    }
  }

  @Test func `a bundle holds the whole chain and only the records asked for`() throws {
    let store = try ProgressStore(inMemory: .demonstration)
    try store.append(Samples.grade("F01", .fail))
    let link = try store.append(try Samples.accuracy(4_000))
    let empty = LocalizedText(verbatim: "x")
    let project = ProjectEvidence(
      slug: "p", title: empty, summary: empty, problem: empty, constraints: [], baseline: empty, failures: [],
      tradeOffs: [], limits: [], reproduce: [], sources: [], ablation: link.content)
    let bundle = try store.bundle(
      author: .init(name: empty, sentence: empty), toolVersion: "0.1.0", language: .ja, projects: [project])
    #expect(bundle.chain.count == 2)
    #expect(bundle.items.map(\.digest) == [link.content])
    #expect(bundle.isDemonstration)
  }
}
