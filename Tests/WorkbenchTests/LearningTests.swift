import Foundation
import Grading
import Lessons
import Progress
import Reports
import Testing
import Workbench

@Suite struct LearningTests {
  @Test func thePathLeadsFromLessonToLabToWork() throws {
    let temporary = try TemporaryHome()
    let workspace = temporary.workspace
    let first = try NextStep(in: workspace)
    #expect(first.kind == .read)
    let lesson = try ReadLesson(first.id, in: workspace)
    let second = try NextStep(in: workspace)
    #expect(second.kind == .begin)
    #expect(second.id == lesson.lab)
    _ = try LabWork(second.id, in: workspace).start()
    let third = try NextStep(in: workspace)
    #expect(third.kind == .work)
    #expect(third.command == "keiryo watch \(second.id)")
  }

  @Test func theNextStepSaysWhereAnAttemptThatGaveNoAnswerStopped() throws {
    let temporary = try TemporaryHome()
    _ = try ReadLesson("F01", in: temporary.workspace)
    _ = try LabWork("F01", in: temporary.workspace).start()
    #expect(try NextStep(in: temporary.workspace).standing == nil)
    func attempt(_ status: GradeReport.Test.Status, _ message: Message?) throws -> String {
      let statuses: [GradeReport.Test.Status] = [.pass, status, .notRun]
      let tests = statuses.enumerated().map { index, status in
        GradeReport.Test(
          id: "check\(index)", name: LocalizedText(verbatim: "check"), task: index + 1, status: status,
          message: status == .pass ? nil : message, casesRun: 1, casesPassed: 0)
      }
      let report = GradeReport(
        lab: "F01", labVersion: 1, graderVersion: "1", status: .fail, tests: tests, submissionSHA256: "",
        seeds: .init(fixed: [], fresh: []), isolation: .c, recordedAt: Timestamp(secondsSince1970: 1))
      let provenance = temporary.workspace.provenance(command: "keiryo grade F01")
      try temporary.home.openStore().append(EvidenceRecord(provenance: provenance, payload: .grade(report)))
      return try NextStep(in: temporary.workspace).text(in: .en, width: 200)
    }
    let failed = try attempt(.fail, .text(LocalizedText(ja: "違います", en: "differs")))
    #expect(failed.contains("Last time 1 of 3 checks passed. Go on with task 2, 8 bits: E4M3 and E5M2."))
    #expect(!failed.contains("differs"))
    let looped = try attempt(.error, .keyed("worker.timeLimit", arguments: ["seconds": "2"]))
    #expect(looped.contains("No answer within 2 s."))
    let crashed = try attempt(.error, .keyed("worker.crash", arguments: ["signal": "4"]))
    #expect(crashed.contains("A runtime trap"))
  }

  @Test func everyLessonShowsRecordedFiguresAndTheLearnersOwnFirst() throws {
    let temporary = try TemporaryHome()
    for lesson in try TemporaryHome.checkout.curriculum().lessons {
      let markdown = try ReadLesson(lesson.id, in: temporary.workspace).markdown
      for language in Language.allCases {
        #expect(lesson.text(in: language).document.source.contains("{{measurement:"), "\(lesson.id)")
        #expect(!markdown[language].contains("{{measurement:"), "\(lesson.id)")
        #expect(markdown[language].contains("`keiryo-dev measure \(lesson.id)`"), "\(lesson.id)")
      }
    }
    // What ships for lab E01 as if the learner had measured it, with one value that nobody else has.
    let file = RecordedFigures.folder(in: TemporaryHome.checkout.curriculumFolder).appending(path: "E01.json")
    var record = try JSONDecoder().decode(EvidenceRecord.self, from: Data(contentsOf: file))
    guard case .grade(var report) = record.payload else { throw LessonError.unreadableFigures(file: file.path) }
    for index in report.measurements.indices where report.measurements[index].id == "sqnr.per-tensor" {
      report.measurements[index].value = 11.25
    }
    record.payload = .grade(report)
    record.provenance.command = "keiryo grade E01"
    try temporary.home.openStore().append(record)
    let markdown = try ReadLesson("E01", in: temporary.workspace).markdown.en
    #expect(markdown.contains("| per tensor | 11.25 dB |"))
    #expect(markdown.contains("`keiryo grade E01`"))
  }

  @Test func aLabBeginsOnceAndResetKeepsWhatWasWritten() throws {
    let temporary = try TemporaryHome()
    let work = try LabWork("F01", in: temporary.workspace)
    _ = try work.start()
    #expect(throws: WorkbenchError.alreadyStarted(lab: "F01", path: work.file.path)) { try work.start() }
    try "// mine\n".write(to: work.file, atomically: true, encoding: .utf8)
    _ = try work.reset()
    let folder = work.file.deletingLastPathComponent()
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let texts = try files.map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    #expect(files.count == 2)
    #expect(texts.contains("// mine\n"))
  }

  @Test func theBeginningHoldsNoAnswer() throws {
    let temporary = try TemporaryHome()
    for lab in try TemporaryHome.checkout.labs().labs {
      let work = try LabWork(lab.id, in: temporary.workspace)
      _ = try work.start()
      let stub = try String(contentsOf: work.file, encoding: .utf8)
      #expect(!stub.contains("keiryo:"))
      #expect(stub.utf8.count < (try lab.text(.solution)).utf8.count)
    }
  }

  @Test func hintsComeOneByOneAndTheLastStays() throws {
    let temporary = try TemporaryHome()
    let work = try LabWork("F01", in: temporary.workspace)
    let titles = try (1...4).map { _ in try work.hint(task: 1).title.en }
    #expect(titles.map { $0.suffix(6) } == ["1 of 3", "2 of 3", "3 of 3", "3 of 3"])
    #expect(throws: WorkbenchError.self) { try work.hint(task: 99) }
  }

  @Test func theAnswerOpensAfterAPass() throws {
    let temporary = try TemporaryHome()
    let work = try LabWork("F01", in: temporary.workspace)
    #expect(throws: WorkbenchError.solutionLocked(lab: "F01")) { try work.solution() }
    let store = try temporary.home.openStore()
    let report = GradeReport(
      lab: "F01", labVersion: 1, graderVersion: "1", status: .pass, tests: [], submissionSHA256: "",
      seeds: .init(fixed: [], fresh: []), isolation: .c, recordedAt: Timestamp(secondsSince1970: 1))
    try store.append(
      EvidenceRecord(provenance: temporary.workspace.provenance(command: "keiryo grade F01"), payload: .grade(report)))
    #expect(try work.solution().body?.en.contains("keiryo:") == false)
  }

  @Test func aGradeShowsTheSmallestCaseAndNoTerminalEscapes() throws {
    let lab = try TemporaryHome.checkout.lab("F01")
    let test = GradeReport.Test(
      id: "half", name: LocalizedText(ja: "丸め", en: "rounding"), task: 1, status: .fail,
      message: .text(LocalizedText(ja: "違います。", en: "Differs.")), casesRun: 12, casesPassed: 9,
      counterexample: .init(input: "encodeHalf(1)", expected: "0x3C00", returned: "\u{1B}[2J0x0000"), seed: 8_713)
    let report = GradeReport(
      lab: "F01", labVersion: 1, graderVersion: "1", status: .fail, tests: [test], submissionSHA256: "",
      seeds: .init(fixed: [1], fresh: [8_713]), isolation: .c, recordedAt: Timestamp(secondsSince1970: 1))
    let view = GradeView(lab: lab, report: report, task: nil, file: "x", isRecorded: true)
    let text = view.text(in: .en, width: 80)
    #expect(view.status == .failed)
    #expect(text.contains("9 of 12 cases"))
    #expect(text.contains("expected 0x3C00"))
    #expect(text.contains("\\u{1b}[2J0x0000"))
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("keiryo grade F01 --task 1 --seed 8713"))
    #expect(view.text(in: .ja, width: 80).contains("12 件中 9 件合格"))
  }

  @Test func anEmptyPortfolioIsWholeAndCanBeBuilt() throws {
    let temporary = try TemporaryHome()
    let check = try CheckPortfolio(in: temporary.workspace)
    #expect(check.status == .success)
    let built = try BuildPortfolio(in: temporary.workspace)
    #expect(FileManager.default.fileExists(atPath: built.page))
    let verified = try VerifyBundle(temporary.home.site.appending(path: "bundle.json").path)
    #expect(verified.isIntact)
  }
}
