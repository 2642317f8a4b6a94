import Foundation
import Testing

@Suite("A learner's first session")
struct FirstSessionTests {
  @Test(
    "From nothing to a verified portfolio", .enabled(if: Keiryo.canGrade, "make test builds what grading links"),
    arguments: ["ja", "en"])
  func session(language: String) throws {
    try Keiryo.with { keiryo in
      func run(_ arguments: String..., expecting status: Int32 = 0) throws -> String {
        let output = try keiryo.run(arguments, language: language)
        #expect(output.status == status, "keiryo \(arguments.joined(separator: " ")): \(output.out)\(output.err)")
        #expect(output.err.isEmpty, "\(output.err)")
        #expect(Self.isJapanese(output.out) == (language == "ja"), "\(output.out.prefix(300))")
        return output.out
      }
      let first = try run()
      #expect(first.contains("keiryo lesson F01"))
      #expect(!FileManager.default.fileExists(atPath: keiryo.home.path), "looking made a folder")

      #expect(try run("lesson", "F01").count > 2_000)
      let started = try run("lab", "start", "F01")
      let file = keiryo.home.appending(path: "labs/F01/Solution.swift")
      #expect(started.contains(file.path))
      let stub = try String(contentsOf: file, encoding: .utf8)
      #expect(!stub.contains("keiryo:"))

      #expect(try run("grade", "F01", expecting: 1).contains("✗"))
      #expect(try run("lab", "hint", "F01").count > 40)
      #expect(try keiryo("lab", "solution", "F01", language: language).status != 0, "locked before a pass")
      try keiryo.submit(try Keiryo.solution())
      let passed = try run("grade", "F01")
      #expect(!passed.contains("✗"))
      #expect(passed.contains("✓"))
      #expect(try keiryo("lab", "solution", "F01", language: language).status == 0)
      #expect(try run("next").contains("E01"))

      let built = try run("portfolio", "build")
      let site = keiryo.home.appending(path: "site")
      #expect(built.contains(site.appending(path: "index.html").path))
      let bundle = site.appending(path: "bundle.json")
      #expect(try run("verify", bundle.path).contains("✓"))
      #expect(try run("portfolio", "check").contains("✓"))

      // One changed digit is found.
      var text = try String(contentsOf: bundle, encoding: .utf8)
      let place = try #require(text.range(of: "\"recordedAt\":17") ?? text.range(of: "\"recordedAt\" : 17"))
      text.replaceSubrange(place, with: text[place].dropLast(2) + "16")
      try Data(text.utf8).write(to: bundle)
      #expect(try keiryo("verify", bundle.path, language: language).status != 0)
    }
  }

  @Test(
    "Lists and help make no folder, have no colours outside a terminal, and come in both languages",
    arguments: ["ja", "en"])
  func reading(language: String) throws {
    try Keiryo.with { keiryo in
      for arguments in [["lesson"], ["lab", "list"], ["next"], ["lab", "--help"], ["--help"], ["grade", "--help"]] {
        let output = try keiryo.run(arguments, language: language)
        #expect(output.status == 0, "\(arguments)")
        #expect(Self.isJapanese(output.out) == (language == "ja"), "\(arguments)")
        #expect(!output.out.contains("\u{1B}["), "\(arguments): colours without a terminal")
      }
      #expect(!FileManager.default.fileExists(atPath: keiryo.home.path))
    }
  }

  /// Has kana.
  static func isJapanese(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x3041...0x30FF).contains($0.value) }
  }
}
