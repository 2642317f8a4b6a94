import Foundation
import Progress
import Reports
import Testing

@Suite("A home that cannot be written", .enabled(if: Keiryo.canRunBound, "needs a user bound by permissions"))
struct ReadOnlyHomeTests {
  @Test("Reading works with one clear note, also without any home", arguments: ["ja", "en"])
  func reading(language: String) throws {
    try Keiryo.with { keiryo in
      let note = language == "ja" ? "記録は残りません" : "nothing is recorded"
      for isThere in [false, true] {
        if isThere { try Self.fill(keiryo.home) }
        try Self.lock(keiryo.folder)
        defer { Self.unlock(keiryo.folder) }
        let before = try FileManager.default.subpathsOfDirectory(atPath: keiryo.folder.path).sorted()
        for arguments in [["next"], ["lesson"], ["lesson", "F01"], ["lab", "list"], ["lab", "hint", "F01"]] {
          let output = try keiryo.run(arguments, language: language, isBound: true)
          #expect(output.status == 0, "\(arguments): \(output.err)")
          #expect(FirstSessionTests.isJapanese(output.out) == (language == "ja"), "\(arguments)")
          #expect(output.errorLines.count == 1 && output.err.contains(note), "\(arguments): \(output.err)")
          #expect(output.err.contains(keiryo.home.path), "\(arguments): \(output.err)")
        }
        // What was recorded is seen: a lab that was passed, a lesson that was read.
        let list = try keiryo.run(["lab", "list"], language: language, isBound: true).out
        #expect(list.contains("✓   F01") == isThere, "\(list)")
        let json = try keiryo.run(["next", "--json"], language: language, isBound: true)
        #expect(json.err.isEmpty)
        #expect(try json.json()["passed"] as? Int == (isThere ? 1 : 0))
        let after = try FileManager.default.subpathsOfDirectory(atPath: keiryo.folder.path).sorted()
        #expect(after == before)
      }
    }
  }

  @Test("Writing commands say it in one line and leave nothing", arguments: ["ja", "en"])
  func writing(language: String) throws {
    try Keiryo.with { keiryo in
      try Self.fill(keiryo.home)
      try keiryo.submit("// mine\n")
      try Self.lock(keiryo.folder)
      defer { Self.unlock(keiryo.folder) }
      let commands = [
        ["lab", "start", "E01"], ["lab", "reset", "F01"], ["grade", "F01"], ["watch", "F01"], ["portfolio", "build"],
      ]
      for arguments in commands {
        if ["grade", "watch"].contains(arguments[0]), !Keiryo.canGrade { continue }
        let output = try keiryo.run(arguments, language: language, isBound: true)
        #expect(output.status == 4, "\(arguments): \(output.out)\(output.err)")
        #expect(output.errorLines.count == 1, "\(arguments): \(output.err)")
        #expect(output.err.contains("KEIRYO_HOME"), "\(arguments): \(output.err)")
        #expect(FirstSessionTests.isJapanese(output.err) == (language == "ja"), "\(arguments)")
      }
    }
  }

  /// A passed lab and a lesson read, as a session leaves them.
  private static func fill(_ home: URL) throws {
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    let store = try ProgressStore(folder: home.path)
    let report = GradeReport(
      lab: "F01", labVersion: 1, graderVersion: "1", status: .pass, tests: [], submissionSHA256: "",
      seeds: .init(fixed: [], fresh: []), isolation: .c, recordedAt: Timestamp(secondsSince1970: 1))
    let machine = MachineRecord(
      cpu: "Test CPU", features: [], cores: 1, memoryBytes: nil, os: "TestOS", kernel: "1", architecture: "x86_64",
      governor: nil, toolchain: "Swift", build: .release, loadAverage: nil)
    let provenance = Provenance(
      machine: machine, toolVersion: "0.1.0", commit: nil, command: "keiryo grade F01", flags: [],
      recordedAt: Timestamp(secondsSince1970: 1))
    try store.append(EvidenceRecord(provenance: provenance, payload: .grade(report)))
    try store.note(.opened, lesson: "F01", at: Timestamp(secondsSince1970: 1))
  }

  private static func lock(_ folder: URL) throws {
    for url in try paths(folder) {
      chmod(url.path, try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true ? 0o555 : 0o444)
    }
  }

  private static func unlock(_ folder: URL) {
    for url in (try? paths(folder)) ?? [folder] { chmod(url.path, 0o755) }
  }

  /// The folder and everything in it.
  private static func paths(_ folder: URL) throws -> [URL] {
    [folder]
      + (try FileManager.default.subpathsOfDirectory(atPath: folder.path)).map { folder.appending(path: $0) }
  }
}
