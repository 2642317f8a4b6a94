import Foundation
import Lessons
import Reports
import Testing

/// Every check fires on the mistake it's for, and only there: the undamaged lesson passes all of them.
@Suite struct LessonCheckTests {
  private func problems(
    japanese: (String) -> String = { $0 }, english: (String) -> String = { $0 }, quiz: (String) -> String = { $0 }
  ) throws -> [LessonFinding.Problem] {
    let curriculum = try TemporaryCurriculum()
    defer { curriculum.remove() }
    try curriculum.add(
      "A1", japanese: japanese(TemporaryCurriculum.japanese), english: english(TemporaryCurriculum.english),
      quiz: quiz(TemporaryCurriculum.quiz))
    return try curriculum.findings()
  }

  @Test func theUndamagedLessonPasses() throws {
    #expect(try problems() == [])
  }

  @Test(arguments: ["It is simply so.", "Just do it.", "Obviously.", "Wow!"])
  func forbiddenEnglish(_ text: String) throws {
    let found = try problems(english: { $0 + "\n\(text)\n" })
    #expect(found.count == 1 && found.allSatisfy { if case .forbiddenWording = $0 { true } else { false } })
  }

  @Test(arguments: ["あなたの番です。", "計算することができます。", "量子化を行います。", "すごい！"])
  func forbiddenJapanese(_ text: String) throws {
    let found = try problems(japanese: { $0 + "\n\(text)\n" })
    #expect(found.count == 1 && found.allSatisfy { if case .forbiddenWording = $0 { true } else { false } })
  }

  @Test func wordingInsideCodeIsLeftAlone() throws {
    #expect(try problems(english: { $0 + "\n`!isJust` and `simply`\n" }) == [])
  }

  @Test func lengthAndShape() throws {
    #expect(
      try problems(english: { $0 + String(repeating: "more ", count: 1000) }) == [
        .length(found: 2_617, allowed: 1_200...2_500)
      ])
    #expect(
      try problems(english: { $0 + "\n## Nine\n" }) == [
        .sectionCount(found: 9, expected: 8), .sectionsDiffer(japanese: 8, english: 9),
      ])
    #expect(
      try problems(japanese: { $0 + "\n### 小\n" }) == [
        .elementsDiffer(kind: "subsection", japanese: 1, english: 0)
      ])
  }

  @Test(arguments: [
    "missing.md", "../../../../../etc/passwd", "/etc/passwd", "http://example.org", "ftp://example.org", "#part",
    "..%2F..%2F..%2F..%2Fetc/passwd",
  ])
  func linksThatDoNotResolve(_ destination: String) throws {
    #expect(try problems(english: { $0 + "\n[x](\(destination))\n" }) == [.brokenLink(destination)])
  }

  @Test func linksThatResolve() throws {
    let links = "\n[a](lesson.ja.md) [b](../../path.yml) [c](https://example.org/x#y) [d](lesson.en.md#part-1)\n"
    #expect(try problems(english: { $0 + links }) == [])
  }

  @Test func rawHTMLAndFigures() throws {
    #expect(try problems(english: { $0 + "\n<b>x</b>\n" }).contains(.rawHTML("<b>")))
    let withoutFigure = try problems(
      japanese: { $0.replacingOccurrences(of: "![figure](figure.svg)", with: "") },
      english: { $0.replacingOccurrences(of: "![figure](figure.svg)", with: "") })
    #expect(withoutFigure == [.noFigure, .noFigure])
  }

  @Test func runnableBlocksNeedTheirOutputInBothLanguages() throws {
    #expect(
      try problems(english: { $0.replacingOccurrences(of: "```output\n1\n```\n", with: "") }) == [
        .runnableBlockWithoutOutput, .elementsDiffer(kind: "code block", japanese: 2, english: 1),
        .elementsDiffer(kind: "output", japanese: 2, english: 1),
      ])
    #expect(
      try problems(english: { $0.replacingOccurrences(of: "```output\n1\n", with: "```output\n2\n") }) == [
        .elementsDiffer(kind: "output", japanese: 2, english: 2)
      ])
  }

  @Test func measurementsMustResolve() throws {
    let curriculum = try TemporaryCurriculum()
    defer { curriculum.remove() }
    try curriculum.add("A1", english: TemporaryCurriculum.english + "\n{{measurement:m1.p50}} {{measurement:m2.p50}}\n")
    let check = LessonCheck(root: curriculum.root) { reference, _ in reference.id == "m1" ? "12.4 ms" : nil }
    let findings = check.findings(in: try Curriculum(root: curriculum.root))
    #expect(findings.map(\.problem) == [.unresolvedMeasurement(id: "m2", field: "p50")])
    let text = try String(contentsOf: curriculum.root.appending(path: "one/a1/lesson.en.md"), encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(findings.first?.line)
    #expect(lines[line - 1].contains("m2.p50"))
  }

  @Test func quizMistakes() throws {
    #expect(
      try problems(quiz: { $0.replacing("expression: 2 * 4 B", with: "expression: 2 * 4 ms") }) == [
        .contradictoryAnswer(question: "q1", expression: "2 * 4 ms")
      ])
    #expect(
      try problems(quiz: { $0.replacing("2 * 4 bit", with: "8 B") }) == [
        .contradictoryAnswer(question: "q1", expression: "8 B")
      ])
    #expect(
      try problems(quiz: { $0.replacing("2 * 4 bit", with: "2 furlongs") }) == [
        .unreadableExpression(question: "q1", expression: "2 furlongs", .unexpected("f", offset: 2))
      ])
    #expect(try problems(quiz: { $0.replacing("id: q3", with: "id: q2") }) == [.duplicateQuestionID("q2")])
    #expect(
      try problems(quiz: { $0.replacing("correct: true, ", with: "") }) == [
        .malformedQuestion("q2"), .malformedQuestion("q3"),
      ])
    #expect(
      try problems(quiz: { $0.replacing("reason: {ja: 単位, en: unit}", with: "reason: {ja: 単位, en: ''}") }) == [
        .emptyText(question: "q1", language: .en)
      ])
  }

  @Test func aConceptIsTaughtOnce() throws {
    let curriculum = try TemporaryCurriculum()
    defer { curriculum.remove() }
    try curriculum.add("A1", teaches: ["scale"])
    try curriculum.add("A2", prerequisites: ["A1"], teaches: ["scale"])
    #expect(try curriculum.findings() == [.taughtTwice(concept: "scale", firstLesson: "A1")])
  }
}
