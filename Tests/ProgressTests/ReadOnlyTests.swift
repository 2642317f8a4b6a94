import Foundation
import Progress
import Reports
import Testing

@Suite struct ReadOnlyTests {
  @Test func aCopyHoldsWhatIsStillInTheLogAndChangesNothing() throws {
    let folder = try TemporaryFolder()
    let store = try ProgressStore(folder: folder.path)
    try store.note(.opened, lesson: "F01", at: Timestamp(secondsSince1970: 1))
    // The other connection is open, so the row is in the log and not yet in the file.
    let before = try Self.contents(folder.path)
    let copy = try ProgressStore(copyOf: folder.path)
    #expect(try copy.lessons() == ["F01": .opened])
    try copy.note(.finished, lesson: "F01", at: Timestamp(secondsSince1970: 2))
    #expect(try store.lessons() == ["F01": .opened])
    #expect(try Self.contents(folder.path) == before)
  }

  @Test func aCopyOfNothingOrOfAnotherFileIsRefused() throws {
    let folder = try TemporaryFolder()
    #expect(throws: ProgressError.self) { try ProgressStore(copyOf: folder.path) }
    try Data("not a database".utf8).write(to: URL(filePath: folder.path + "/evidence.sqlite"))
    #expect(throws: ProgressError.self) { try ProgressStore(copyOf: folder.path) }
    #expect(try Self.contents(folder.path).count == 1)
  }

  private static func contents(_ path: String) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasSuffix("-shm") }
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(filePath: path + "/" + $0))) })
  }
}
