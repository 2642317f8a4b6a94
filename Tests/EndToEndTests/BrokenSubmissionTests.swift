import Foundation
import Testing

/// What a learner's file can do wrong while it is compiled and run: a plain sentence each, and never a pass.
@Suite("Broken submissions", .enabled(if: Keiryo.canGrade, "make test builds what grading links"), .serialized)
struct BrokenSubmissionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    /// The whole file, or lines at the beginning of the first function.
    let text: Text
    /// Words of the sentence.
    let ja: String
    let en: String
    /// Whether the file was run: only then is there an attempt to keep.
    let ran: Bool
    var testDescription: String { name }

    enum Text: Sendable {
      case whole([UInt8])
      case first(String)
    }
  }

  static let cases: [Case] = [
    Case(name: "empty", text: .whole([]), ja: "ありません", en: "no code", ran: false),
    Case(name: "only comments", text: .whole(Array("// later\n".utf8)), ja: "ありません", en: "no code", ran: false),
    Case(name: "not text", text: .whole([0xFF, 0xFE, 0x00, 0xC3]), ja: "UTF-8", en: "UTF-8", ran: false),
    Case(
      name: "too large", text: .whole([UInt8](repeating: 0x20, count: 2 << 20)), ja: "大きすぎ", en: "too large",
      ran: false),
    Case(
      name: "does not compile", text: .first("let x: Int = \"text\""), ja: "コンパイル", en: "compile", ran: false),
    Case(
      name: "function removed", text: .whole(Array("import LabKit\nfunc other() {}\n".utf8)), ja: "関数", en: "function",
      ran: false),
    Case(name: "endless loop", text: .first("while true {}"), ja: "終わらない", en: "does not end", ran: true),
    Case(
      name: "memory",
      text: .first("var a = [[UInt8]]()\nwhile true { a.append([UInt8](repeating: 1, count: 1 << 24)) }"),
      ja: "メモリ", en: "memory", ran: true),
    Case(
      name: "a gigabyte of output",
      text: .first("for _ in 0..<1_024 { print(String(repeating: \"a\", count: 1 << 20)) }"), ja: "出力", en: "output",
      ran: true),
    Case(
      name: "crash", text: .first("let none: [UInt16] = []\nif x == x { return none[1] }"), ja: "実行時エラー",
      en: "runtime trap",
      ran: true),
  ]

  static func text(_ submission: Case.Text) throws -> [UInt8] {
    switch submission {
    case .whole(let bytes): return bytes
    case .first(let lines):
      let opening = "func encodeHalf(_ x: Float) -> UInt16 {\n"
      let solution = try Keiryo.solution()
      try #require(solution.contains(opening))
      return Array(solution.replacing(opening, with: opening + lines + "\n").utf8)
    }
  }

  @Test("A sentence in both languages, no pass, the record whole", arguments: cases)
  func refused(_ broken: Case) throws {
    try Keiryo.with { keiryo in
      try keiryo.write(try Self.text(broken.text), "home/labs/F01/Solution.swift")
      for (language, words) in [("ja", broken.ja), ("en", broken.en)] {
        let output = try keiryo("grade", "F01", language: language, seconds: 90)
        let comment = Comment(rawValue: "\(broken.name): \(output.status) \(output.out)\(output.err)")
        #expect(output.status == 1, comment)
        #expect(output.out.contains(words), comment)
        #expect(output.err.isEmpty, comment)
        #expect(FirstSessionTests.isJapanese(output.out) == (language == "ja"), comment)
      }
      _ = try keiryo("portfolio", "build")
      let record = try keiryo.record()
      #expect(record[0].hasPrefix("intact(count: \(broken.ran ? 1 : 0)"), "\(record)")
      #expect(!record.contains("F01"), "\(record)")
    }
  }

  @Test("A broken file after a pass leaves the pass")
  func afterPass() throws {
    try Keiryo.with { keiryo in
      try keiryo.submit(try Keiryo.solution())
      #expect(try keiryo("grade", "F01").status == 0)
      let before = try keiryo.record()
      try keiryo.write([], "home/labs/F01/Solution.swift")
      #expect(try keiryo("grade", "F01").status == 1)
      #expect(try keiryo.record() == before)
    }
  }
}
