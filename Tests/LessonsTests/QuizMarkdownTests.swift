import Foundation
import Lessons
import Reports
import Testing

@Suite struct QuizMarkdownTests {
  private func quiz() throws -> Quiz {
    try Curriculum(root: CurriculumContentTests.root).lesson("F01").quiz
  }

  @Test(arguments: Language.allCases) func answersShowOnlyWhenRevealed(_ language: Language) throws {
    let quiz = try quiz()
    let hidden = quiz.markdown(in: language, isRevealed: false)
    let shown = quiz.markdown(in: language, isRevealed: true)
    for question in quiz.questions {
      #expect(hidden.contains(question.prompt[language]) && shown.contains(question.prompt[language]))
      for option in question.options ?? [] {
        #expect(hidden.contains(option.text[language]) && !hidden.contains(option.reason[language]))
        #expect(shown.contains(option.reason[language]))
      }
      for mistake in question.numeric?.mistakes ?? [] { #expect(shown.contains(mistake.reason[language])) }
    }
    #expect(!hidden.contains("✓"))
    #expect(shown.contains("`(3.1 + 2) / 255` = 0.02 —"))
  }

  @Test(arguments: Language.allCases) func rubricsAreCheckLists(_ language: Language) throws {
    let quiz = try quiz()
    let shown = try MarkdownDocument(quiz.interviewMarkdown(in: language, isRevealed: true), file: "quiz.yml")
    let boxes = shown.events.count { $0.phase == .enter && $0.element == .item(isChecked: false) }
    #expect(boxes == quiz.interview.reduce(0) { $0 + $1.rubric.count })
    #expect(!quiz.interviewMarkdown(in: language, isRevealed: false).contains("- [ ]"))
  }

  @Test func measurementsAreFilledInBeforeRendering() throws {
    let document = try MarkdownDocument("p50 is {{measurement:m1.p50}}", file: "x")
    let resolved = try document.resolvingMeasurements(file: "x") { _ in "12.4 ms" }
    #expect(resolved.html() == "<p>p50 is 12.4 ms</p>\n")
    #expect(try document.resolvingMeasurements(file: "x") { _ in nil } == document)
  }
}
