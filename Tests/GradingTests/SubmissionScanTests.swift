import Grading
import Testing

@Suite struct SubmissionScanTests {
  private func imports(_ source: String) -> [String] { SubmissionScan(source).imports.map(\.text) }

  @Test func findsEveryFormOfImport() {
    #expect(
      imports("import LabKit\n@testable import Kernels; import struct Tensors.Shape") == [
        "LabKit", "Kernels", "Tensors",
      ])
    #expect(imports("import\n  Foundation") == ["Foundation"])
    #expect(imports("/**/import/**/Glibc") == ["Glibc"])
  }

  @Test func ignoresCommentsAndStrings() {
    #expect(imports("// import A\n/* import B /* import C */ import D */\nlet s = \"import E\"").isEmpty)
    #expect(imports("let s = #\"a \" import F\"#\nlet t = \"\"\"\n  import G \"\n  \"\"\"\nimport H") == ["H"])
  }

  @Test func readsInterpolatedCode() {
    #expect(SubmissionScan("let s = \"\\(Float16(1))\"").words.contains { $0.text == "Float16" })
  }

  @Test(arguments: [
    "let s = \"\\(\")\")\"; let a: Float16 = 1", "let s = \"\\(f(\"(\"))\"; let a: Float16 = 1",
    "let s = #\"\\(\"# + \"\\([1].map { \"\\($0))\" })\"; let a: Float16 = 1",
    "let s = \"\"\"\n \\(\"\"\"\n ) \"\n \"\"\") \"\n \"\"\"; let a: Float16 = 1", "let r = /\"/; let a: Float16 = 1",
  ]) func nothingHidesBehindAString(source: String) {
    #expect(SubmissionScan(source).words.contains { $0.text == "Float16" })
  }

  /// Each takes a moment when it is read once, and memory or time without end when it is read again for every opening.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      String(repeating: "\"\\(", count: 300_000), String(repeating: "#", count: 1_000_000),
      "\"" + String(repeating: "\\\"", count: 500_000) + "\n", String(repeating: "/*", count: 500_000),
    ]) func aHostileFileIsReadOnce(source: String)
  {
    #expect(SubmissionScan(source + "\n").imports.isEmpty)
  }

  @Test func countsLines() {
    #expect(SubmissionScan("\n\n/* a\n b */ import Kernels").imports.map(\.line) == [4])
  }

  @Test func knowsAnEmptyFile() {
    #expect(SubmissionScan(" \n// nothing\n/* at all").isEmpty)
    #expect(!SubmissionScan("let a = 1").isEmpty)
  }

  /// Arbitrary bytes never trap; seeds are fixed.
  @Test(arguments: 0..<200) func survivesAnything(seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    let alphabet = Array("\"#\\()/* \nimport")
    let text = String(
      (0..<60).map { _ -> Character in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return alphabet[Int(state >> 33) % alphabet.count]
      })
    _ = SubmissionScan(text).words
  }
}
