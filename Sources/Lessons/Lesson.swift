package import Foundation
package import Reports

/// One lesson in both languages with its quiz: the folder `Curriculum/<stage>/<slug>/`.
package struct Lesson: Hashable, Sendable, Identifiable {
  /// The text in one language.
  package struct Text: Hashable, Sendable {
    package let file: URL
    package let frontMatter: LessonFrontMatter
    /// The body without its front matter; line numbers are those of the file.
    package let document: MarkdownDocument
  }

  package let id: String
  /// Slug of the stage, the name of the parent folder.
  package let stage: String
  /// The name of the folder.
  package let slug: String
  package let folder: URL
  package let japanese: Text
  package let english: Text
  package let quiz: Quiz

  package var title: LocalizedText { LocalizedText(ja: japanese.frontMatter.title, en: english.frontMatter.title) }
  package var minutes: Int { japanese.frontMatter.minutes }
  package var teaches: [String] { japanese.frontMatter.teaches }
  package var prerequisites: [String] { japanese.frontMatter.prerequisites }
  package var lab: String? { japanese.frontMatter.lab }

  package func text(in language: Language) -> Text {
    switch language {
    case .ja: japanese
    case .en: english
    }
  }
}

extension Lesson {
  /// Reads `lesson.ja.md`, `lesson.en.md` and `quiz.yml` of `folder`.
  package init(folder: URL, stage: String) throws(LessonError) {
    japanese = try Text(file: folder.appending(path: "lesson.ja.md"))
    english = try Text(file: folder.appending(path: "lesson.en.md"))
    quiz = try CurriculumFile.decode(Quiz.self, at: folder.appending(path: "quiz.yml"))
    id = japanese.frontMatter.id
    slug = folder.lastPathComponent
    self.stage = stage
    self.folder = folder
  }
}

extension Lesson.Text {
  init(file: URL) throws(LessonError) {
    let name = CurriculumFile.name(of: file)
    let (head, body) = try LessonFrontMatter.split(CurriculumFile.text(at: file), file: name)
    self.file = file
    frontMatter = head
    document = try MarkdownDocument(body, file: name)
  }
}
