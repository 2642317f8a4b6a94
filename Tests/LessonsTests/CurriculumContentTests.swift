import Foundation
import Lessons
import Reports
import Testing

/// The content that ships, held to the same checks as an author's.
@Suite struct CurriculumContentTests {
  /// `Curriculum/` beside `Tests/`, from the place of this file with links followed.
  static var root: URL {
    URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Curriculum", directoryHint: .isDirectory)
  }

  @Test func everyLessonPassesEveryCheck() throws {
    let curriculum = try Curriculum(root: Self.root)
    #expect(curriculum.lessons.map(\.id) == ["F01", "E01", "P00"])
    #expect(curriculum.stages.map(\.slug) == ["foundations", "edge-techniques", "projects"])
    let figures = try RecordedFigures(curriculum: Self.root)
    let findings = LessonCheck(root: Self.root) { figures.text($0, $1) }.findings(in: curriculum)
    #expect(findings.isEmpty, "\(findings.map { "\($0.file):\($0.line ?? 0) \($0.problem)" }.joined(separator: "\n"))")
  }

  @Test func everyTextRendersInBothFaces() throws {
    let figures = try RecordedFigures(curriculum: Self.root)
    for lesson in try Curriculum(root: Self.root).lessons {
      for language in Language.allCases {
        let document = try lesson.text(in: language).document.resolvingMeasurements(file: lesson.id) {
          figures.text($0, language)
        }
        let lines = TerminalText(width: 72).render(document).split(separator: "\n")
        // Code and addresses keep their own width; everything else fits.
        let prose = lines.filter { !$0.hasPrefix("    ") && !$0.contains("http") }
        #expect(prose.allSatisfy { DisplayWidth.of($0) <= 72 }, "\(lesson.id) \(language)")
        #expect(!document.html().contains("<!-- raw HTML omitted -->"))
      }
    }
  }

  @Test func lessonsAreFoundByIDAndSlug() throws {
    let curriculum = try Curriculum(root: Self.root)
    #expect(try curriculum.lesson("e01").slug == "post-training-quantization")
    #expect(try curriculum.lesson("compress-to-a-budget").id == "P00")
    #expect(throws: LessonError.unknownLesson("X99")) { try curriculum.lesson("X99") }
  }

  @Test func everyNumericAnswerIsAcceptedAndEveryMistakeExplained() throws {
    for lesson in try Curriculum(root: Self.root).lessons {
      for question in lesson.quiz.questions {
        guard let numeric = question.numeric else { continue }
        #expect(question.verdict(typed: numeric.expression) == .correct(reason: numeric.reason), "\(question.id)")
        let value = try numeric.answerInUnit()
        #expect(question.verdict(typed: "\(value)") == .correct(reason: numeric.reason), "\(question.id)")
        for mistake in numeric.mistakes {
          #expect(question.verdict(typed: mistake.expression) == .wrong(reason: mistake.reason), "\(question.id)")
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(3))) func everySwiftBlockPrintsWhatTheLessonShows() throws {
    for lesson in try Curriculum(root: Self.root).lessons {
      for block in lesson.english.document.runnableBlocks {
        let output = try BlockRunner.output(of: block)
        #expect(output == block.expectedOutput, "\(lesson.id), line \(block.line)")
      }
      // Both languages show the same programs, so one run proves both.
      #expect(lesson.english.document.runnableBlocks.map(\.code) == lesson.japanese.document.runnableBlocks.map(\.code))
    }
  }
}

/// Compiles a block with the `swiftc` on the path, in a folder that is removed afterwards, and runs it.
enum BlockRunner {
  struct Failure: Error { let message: String }

  static func output(of block: RunnableBlock) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "keiryo-lesson-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appending(path: "main.swift")
    try Data(block.code.utf8).write(to: source)
    let program = folder.appending(path: "main")
    _ = try run(["swiftc", "-Onone", "-swift-version", "6", source.path, "-o", program.path])
    return try run([program.path])
  }

  private static func run(_ command: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(message: text) }
    return text
  }
}
