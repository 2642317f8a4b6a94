package import Reports

/// Something in a lesson that keeps it from being published.
package struct LessonFinding: Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    /// A field of the front matter that differs between the languages.
    case frontMatterDiffers(field: String)
    /// Second-level headings: the eight parts of a lesson.
    case sectionCount(found: Int, expected: Int)
    case sectionsDiffer(japanese: Int, english: Int)
    /// Third-level headings, figures, code blocks or tables that one language has more of.
    case elementsDiffer(kind: String, japanese: Int, english: Int)
    /// Words in English, characters without spaces in Japanese; code isn't counted.
    case length(found: Int, allowed: ClosedRange<Int>)
    case forbiddenWording(String)
    case rawHTML(String)
    /// A relative link to a file that doesn't exist, or one that leaves `Curriculum/`.
    case brokenLink(String)
    case noFigure
    case figureWithoutDescription(String)
    case noRunnableBlock
    case runnableBlockWithoutOutput
    case unresolvedMeasurement(id: String, field: String)
    case questionCount(found: Int, allowed: ClosedRange<Int>)
    case noNumericQuestion
    case duplicateQuestionID(String)
    /// Not exactly one correct option, fewer than two options, or neither options nor a number.
    case malformedQuestion(String)
    /// An option, an answer or a rubric point whose text or reason is empty in a language.
    case emptyText(question: String, language: Language)
    case unreadableExpression(question: String, expression: String, QuantityError)
    /// The dimension of the answer isn't that of the unit, or a listed mistake equals the correct answer.
    case contradictoryAnswer(question: String, expression: String)
    /// A concept that an earlier lesson already teaches.
    case taughtTwice(concept: String, firstLesson: String)
  }

  package let lesson: String
  /// Stage, lesson and file name.
  package let file: String
  /// 1-based; `nil` when the finding is about the whole file.
  package let line: Int?
  package let problem: Problem

  package init(lesson: String, file: String, line: Int? = nil, _ problem: Problem) {
    self.lesson = lesson
    self.file = file
    self.line = line
    self.problem = problem
  }
}
