import Lessons
import Progress
package import Reports

/// One lesson laid out for the terminal; reading it is noted.
package struct ReadLesson: Answer {
  package let id: String
  package let title: LocalizedText
  package let minutes: Int
  package let markdown: LocalizedText
  package let lab: String?
  private let lesson: Lesson

  /// - Throws: ``LessonError/unknownLesson(_:)``.
  package init(_ name: String, in workspace: Workspace) throws {
    let checkout = try workspace.requireCheckout()
    let figures = try RecordedFigures(curriculum: checkout.curriculumFolder) { workspace.lastPassedGrade(of: $0) }
    try self.init(checkout.curriculum().lesson(name), figures: figures)
    workspace.noting { try workspace.home.openStore().note(.opened, lesson: id, at: Workspace.now) }
  }

  /// - Parameter figures: fills in what the text quotes.
  init(_ lesson: Lesson, figures: RecordedFigures) throws(LessonError) {
    self.lesson = lesson
    id = lesson.id
    title = lesson.title
    minutes = lesson.minutes
    lab = lesson.lab
    func filled(_ language: Language) throws(LessonError) -> String {
      let text = lesson.text(in: language)
      return try text.document.resolvingMeasurements(file: lesson.id) { figures.text($0, language) }.source
    }
    markdown = LocalizedText(ja: try filled(.ja), en: try filled(.en))
  }

  private enum CodingKeys: String, CodingKey { case id, title, minutes, markdown, lab }

  package func text(in language: Language, width: Int) -> String {
    text(in: language, width: width, isColoured: false, showsAnswers: false)
  }

  /// - Parameter showsAnswers: prints the answers to the questions at the end, with their reasons.
  package func text(in language: Language, width: Int, isColoured: Bool, showsAnswers: Bool) -> String {
    let source = markdown[language]
    let questions = lesson.quiz.markdown(in: language, isRevealed: showsAnswers)
    let interview = lesson.quiz.interviewMarkdown(in: language, isRevealed: showsAnswers)
    let whole = source + "\n\n---\n\n" + questions + "\n\n---\n\n" + interview
    let document = (try? MarkdownDocument(whole, file: id)) ?? lesson.text(in: language).document
    let body = TerminalText(width: width, isColoured: isColoured).render(document)
    guard let lab else { return body }
    return body + "\n"
      + (language == .ja ? "  次は：ラボ \(lab)   keiryo lab start \(lab)" : "  Next: lab \(lab)   keiryo lab start \(lab)")
  }

  /// The question and its short answer: the text up to the second section.
  package func opening(in language: Language, width: Int) -> String {
    let events = lesson.text(in: language).document.events
    let headings = events.indices.filter { index in
      if case .heading = events[index].element { return events[index].phase == .enter }
      return false
    }
    let source = markdown[language].split(separator: "\n", omittingEmptySubsequences: false)
    let end = headings.count > 1 ? events[headings[1]].line - 1 : source.count
    let part = source.prefix(max(0, end)).joined(separator: "\n")
    guard let document = try? MarkdownDocument(part, file: id) else { return part }
    return TerminalText(width: width).render(document)
  }
}

/// All lessons by stage.
package struct LessonList: Answer {
  package struct Row: Encodable, Sendable {
    package let id: String
    package let title: LocalizedText
    package let minutes: Int
    package let isRead: Bool
  }
  package struct Stage: Encodable, Sendable {
    package let title: LocalizedText
    package let outcome: LocalizedText
    package let lessons: [Row]
  }

  package let stages: [Stage]

  package init(in workspace: Workspace) throws {
    let curriculum = try workspace.requireCheckout().curriculum()
    let read = try workspace.evidence()?.lessons() ?? [:]
    stages = curriculum.stages.map { stage in
      Stage(
        title: stage.title, outcome: stage.outcome,
        lessons: curriculum.lessons(in: stage).map {
          Row(id: $0.id, title: $0.title, minutes: $0.minutes, isRead: read[$0.id] != nil)
        })
    }
  }

  package func text(in language: Language, width: Int) -> String {
    var lines: [String] = []
    for stage in stages {
      lines.append("  " + stage.title[language])
      var table = TextTable([.left, .left, .left, .right], indentation: 4)
      for row in stage.lessons {
        table.add([
          row.isRead ? "✓" : "·", row.id, row.title[language],
          language == .ja ? "\(row.minutes) 分" : "\(row.minutes) min",
        ])
      }
      lines += table.lines + [""]
    }
    lines.append(language == .ja ? "  読む：keiryo lesson ID" : "  Read one: keiryo lesson ID")
    return lines.joined(separator: "\n")
  }
}
