import Foundation
import Grading
import Lessons
import Reports
import Testing
import Workbench

@Suite struct WatchTests {
  /// A report on lab F01 (four tasks); a string for each check: its id, its task, and what became of it.
  private static func report(
    _ checks: [(id: String, task: Int, status: GradeReport.Test.Status)], passedCases: Int = 0,
    measurements: [GradeReport.Measurement] = [], message: Message? = nil
  ) -> GradeReport {
    let tests = checks.map { check in
      GradeReport.Test(
        id: check.id, name: LocalizedText(ja: "検査\(check.id)", en: "check \(check.id)"), task: check.task,
        status: check.status, casesRun: check.status == .notRun ? 0 : 12,
        casesPassed: check.status == .pass ? 12 : passedCases,
        counterexample: check.status == .fail ? .init(input: "f(1)", expected: "2", returned: "3") : nil)
    }
    return GradeReport(
      lab: "F01", labVersion: 1, graderVersion: "1", status: GradeReport.status(of: tests), message: message,
      tests: tests, submissionSHA256: "", seeds: .init(fixed: [1], fresh: []), isolation: .c,
      measurements: measurements, recordedAt: Timestamp(secondsSince1970: 1))
  }

  private static func screen(
    _ report: GradeReport, before: GradeReport? = nil, on surface: WatchScreen.Surface, note: [String] = []
  ) throws -> String {
    let lab = try TemporaryHome.checkout.lab("F01")
    let view = GradeView(lab: lab, report: report, task: nil, file: "x", isRecorded: true)
    return WatchScreen(view, before: before, place: "labs/F01/Solution.swift", hints: (1, 3), on: surface)
      .text(note: note)
  }

  @Test func aSaveIsComparedWithTheSaveBefore() throws {
    let before = Self.report([("a", 1, .pass), ("b", 1, .fail), ("c", 2, .pass), ("d", 3, .pass), ("e", 4, .fail)])
    let now = Self.report([("a", 1, .pass), ("b", 1, .pass), ("c", 2, .fail), ("d", 3, .notRun), ("e", 4, .fail)])
    let change = try #require(GradeChange(from: before, to: now))
    #expect(change.gained.map(\.id) == ["b"])
    #expect(change.lost.map(\.id) == ["c"], "a check that was not asked is not lost")
    #expect(change.completedTask == 1)
    #expect(change.lines(in: .en, ink: .none, width: 78) == ["+ now passing: check b", "− no longer passing: check c"])

    let same = try #require(GradeChange(from: now, to: now))
    #expect(same.lines(in: .ja, ink: .none, width: 78) == ["＝ 前の保存と同じ結果です"])
    let more = try #require(
      GradeChange(
        from: Self.report([("a", 1, .fail)], passedCases: 9), to: Self.report([("a", 1, .fail)], passedCases: 11)))
    #expect(more.lines(in: .en, ink: .none, width: 78) == ["check a: 9 → 11 cases passed"])
    #expect(GradeChange(from: nil, to: now) == nil)
    #expect(GradeChange(from: before, to: Self.report([])) == nil, "no verdict, nothing to compare")
  }

  @Test(arguments: Language.allCases, [40, 80, 120])
  func everyLineFitsTheTerminal(language: Language, width: Int) throws {
    let before = Self.report([("a", 1, .fail), ("b", 2, .notRun)])
    let diagnostics = "Solution.swift:3:1: error: " + String(repeating: "長いword", count: 40)
    let reports = [
      Self.report([("a", 1, .pass), ("b", 2, .fail)], measurements: Self.figures),
      Self.report([("a", 1, .pass), ("b", 2, .pass)], measurements: Self.figures),
      Self.report([], message: .keyed("build.failed", arguments: ["diagnostics": diagnostics])),
    ]
    for report in reports {
      let text = try Self.screen(report, before: before, on: .init(language: language, width: width, hasKeys: true))
      for line in text.split(separator: "\n") where !line.contains("q ") {
        #expect(DisplayWidth.of(line) <= width, "\(line)")
      }
      #expect(!text.contains("\u{1B}"))
    }
  }

  @Test(arguments: Language.allCases) func aPassedGradeFitsTheTerminal(language: Language) throws {
    let lab = try TemporaryHome.checkout.lab("F01")
    let report = Self.report([("a", 1, .pass)], measurements: Self.figures)
    let text = GradeView(lab: lab, report: report, task: nil, file: "x", isRecorded: true).text(in: language, width: 80)
    for line in text.split(separator: "\n") { #expect(DisplayWidth.of(line) <= 80, "\(line)") }
  }

  @Test func nothingScrollsAway() throws {
    let note = (1...40).map { "  hint line \($0)" }
    let before = Self.report([("a", 1, .fail)])
    let surface = WatchScreen.Surface(language: .en, width: 80, height: 24, hasKeys: true)
    let text = try Self.screen(Self.report([("a", 1, .fail)]), before: before, on: surface, note: note)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 23, "one line is the cursor's")
    #expect(text.contains("task 1/4"))
    #expect(text.contains("q quit"))
    #expect(text.contains("hint line 40"), "what was asked for last is what stays")
  }

  @Test func aFileThatDoesNotCompileKeepsTheTasksAsTheyStood() throws {
    let before = Self.report([("a", 1, .pass), ("b", 2, .fail)])
    let broken = Self.report([], message: .keyed("build.failed", arguments: ["diagnostics": "x.swift:1: error: no"]))
    let text = try Self.screen(broken, before: before, on: .init(language: .en, width: 80, hasKeys: true))
    #expect(text.contains("task 2/4"))
    #expect(text.contains("x.swift:1: error: no"))
    #expect(text.contains("h hint (1/3)"))
  }

  @Test func colourSaysNothingThatCharactersDoNot() throws {
    let before = Self.report([("a", 1, .fail), ("b", 2, .pass)])
    let now = Self.report([("a", 1, .pass), ("b", 2, .fail)])
    let plain = try Self.screen(now, before: before, on: .init(language: .ja, width: 80))
    let coloured = try Self.screen(now, before: before, on: .init(language: .ja, width: 80, ink: Ink(isOn: true)))
    #expect(coloured != plain)
    #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  private static let figures = [
    figure("tensor", 20, "dB"), figure("channel", 40, "dB"), figure("kept", 50, "%"), figure("lost", 10, "%"),
    figure("alone", 3, "ms"),
  ]

  private static func figure(_ id: String, _ value: Double, _ unit: String) -> GradeReport.Measurement {
    .init(id: id, name: LocalizedText(ja: id, en: id), value: value, unit: unit, count: 1_000)
  }

  @Test func gainsAreDrawnWhereThereIsSomethingToCompare() {
    // 16 columns are the largest of the unit, or 100 of per cent: half of it is 8 columns.
    let lines = MeasuredBars(Self.figures).lines(in: .en, width: 80)
    func blocks(_ line: String) -> Int { line.count { $0 == "█" } }
    #expect(lines.map(blocks) == [8, 16, 8, 1, 0])
    #expect(lines[0].contains("20.00 dB"))
    #expect(lines[0].hasSuffix("n = 1,000"))
    let narrow = MeasuredBars(Self.figures).lines(in: .en, width: 40)
    #expect(narrow.allSatisfy { blocks($0) == 0 }, "bars go first")
    #expect(MeasuredBars([]).lines(in: .en, width: 80).isEmpty)
  }
}
