package import Foundation
package import Reports

/// Proves what a program can prove about lessons: that both languages tell the same story in the same shape, that
/// nothing in them is broken, and that every answer can be computed.
package struct LessonCheck: Sendable {
  /// The parts of a lesson, question to sources.
  package static let sectionCount = 8
  package static let englishWords = 1_200...2_500
  package static let japaneseCharacters = 2_500...5_000
  package static let questionCount = 3...5
  package static let interviewCount = 2...2

  /// The `Curriculum/` folder; links may not leave the folder that holds it.
  package let root: URL
  /// Formats a measured value for the text, or `nil` when no such record or field exists.
  package let measurement: @Sendable (MeasurementReference, Language) -> String?

  package init(
    root: URL, measurement: @escaping @Sendable (MeasurementReference, Language) -> String? = { _, _ in nil }
  ) {
    self.root = root
    self.measurement = measurement
  }

  /// All findings, lessons in path order; empty when the curriculum can be published.
  package func findings(in curriculum: Curriculum) -> [LessonFinding] {
    var findings = curriculum.lessons.flatMap { self.findings(in: $0) }
    var teacherOf: [String: String] = [:]
    for lesson in curriculum.lessons {
      for concept in lesson.teaches {
        if let first = teacherOf[concept] {
          findings.append(
            LessonFinding(
              lesson: lesson.id, file: CurriculumFile.name(of: lesson.japanese.file),
              .taughtTwice(concept: concept, firstLesson: first)))
        } else {
          teacherOf[concept] = lesson.id
        }
      }
    }
    return findings
  }

  /// The findings in one lesson: both texts, then what differs between them, then the quiz.
  package func findings(in lesson: Lesson) -> [LessonFinding] {
    findings(in: lesson.text(in: .ja), .ja, of: lesson) + findings(in: lesson.text(in: .en), .en, of: lesson)
      + differences(in: lesson) + quizFindings(in: lesson)
  }

  private func differences(in lesson: Lesson) -> [LessonFinding] {
    let (ja, en) = (lesson.japanese, lesson.english)
    var problems: [LessonFinding.Problem] = []
    let fields: [(String, Bool)] = [
      ("id", ja.frontMatter.id == en.frontMatter.id), ("minutes", ja.frontMatter.minutes == en.frontMatter.minutes),
      ("teaches", ja.frontMatter.teaches == en.frontMatter.teaches),
      ("prerequisites", ja.frontMatter.prerequisites == en.frontMatter.prerequisites),
      ("lab", ja.frontMatter.lab == en.frontMatter.lab),
    ]
    for (field, isEqual) in fields where !isEqual { problems.append(.frontMatterDiffers(field: field)) }
    let counts = (ja.document.shape, en.document.shape)
    if counts.0.sections != counts.1.sections {
      problems.append(.sectionsDiffer(japanese: counts.0.sections, english: counts.1.sections))
    }
    for (kind, path) in DocumentShape.comparedKinds where counts.0[keyPath: path] != counts.1[keyPath: path] {
      problems.append(
        .elementsDiffer(kind: kind, japanese: counts.0[keyPath: path], english: counts.1[keyPath: path]))
    }
    if ja.document.runnableBlocks.map(\.expectedOutput) != en.document.runnableBlocks.map(\.expectedOutput) {
      problems.append(.elementsDiffer(kind: "output", japanese: counts.0.codeBlocks, english: counts.1.codeBlocks))
    }
    let file = CurriculumFile.name(of: en.file)
    return problems.map { LessonFinding(lesson: lesson.id, file: file, $0) }
  }
}
