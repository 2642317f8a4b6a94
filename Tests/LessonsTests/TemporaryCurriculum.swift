import Foundation
import Lessons

/// A `Curriculum/` folder in a temporary place, written lesson by lesson and removed with the value's owner.
struct TemporaryCurriculum {
  let root: URL

  init(stages: [String] = ["one"]) throws {
    root = FileManager.default.temporaryDirectory
      .appending(path: "keiryo-curriculum-\(UUID().uuidString)/Curriculum", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    let list = stages.map { "  - slug: \($0)\n    title: {ja: 段, en: stage}\n    outcome: {ja: できる, en: can}\n" }
    try write("stages:\n" + list.joined(), to: "path.yml")
  }

  func remove() { try? FileManager.default.removeItem(at: root.deletingLastPathComponent()) }

  func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }

  func write(_ data: Data, to path: String) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  /// Writes both texts, the quiz and the figure of a lesson.
  func add(
    _ id: String, stage: String = "one", prerequisites: [String] = [], teaches: [String] = [],
    japanese: String = TemporaryCurriculum.japanese, english: String = TemporaryCurriculum.english,
    quiz: String = TemporaryCurriculum.quiz
  ) throws {
    let head = """
      ---
      id: \(id)
      title: T
      minutes: 10
      teaches: [\(teaches.joined(separator: ", "))]
      prerequisites: [\(prerequisites.joined(separator: ", "))]
      lab: \(id)
      ---

      """
    let folder = "\(stage)/\(id.lowercased())"
    try write(head + japanese, to: folder + "/lesson.ja.md")
    try write(head + english, to: folder + "/lesson.en.md")
    try write(quiz, to: folder + "/quiz.yml")
    try write("<svg><title>t</title><desc>d</desc></svg>", to: folder + "/figure.svg")
  }

  func findings() throws -> [LessonFinding.Problem] {
    LessonCheck(root: root).findings(in: try Curriculum(root: root)).map(\.problem)
  }

  private static func body(_ paragraph: String) -> String {
    let sections = (1...8).map { "## Part \($0)\n\n\(paragraph)\n" }.joined(separator: "\n")
    return sections + "\n![figure](figure.svg)\n\n```swift run\nprint(1)\n```\n\n```output\n1\n```\n"
  }

  /// 8 × 200 words.
  static let english = body(String(repeating: "word ", count: 200))
  /// 8 × 400 characters.
  static let japanese = body(String(repeating: "量子化の話", count: 80))

  static let quiz = """
    questions:
      - id: q1
        prompt: {ja: 問, en: ask}
        numeric:
          expression: 2 * 4 B
          unit: B
          tolerance: 1 %
          reason: {ja: 理由, en: reason}
          mistakes: [{expression: 2 * 4 bit, reason: {ja: 単位, en: unit}}]
      - id: q2
        prompt: {ja: 問, en: ask}
        options:
          - {text: {ja: 正, en: right}, correct: true, reason: {ja: 理由, en: reason}}
          - {text: {ja: 誤, en: wrong}, reason: {ja: 理由, en: reason}}
      - id: q3
        prompt: {ja: 問, en: ask}
        options:
          - {text: {ja: 正, en: right}, correct: true, reason: {ja: 理由, en: reason}}
          - {text: {ja: 誤, en: wrong}, reason: {ja: 理由, en: reason}}
    interview:
      - &i {id: i1, prompt: {ja: 問, en: ask}, rubric: [&r {ja: 点, en: point}, *r, *r], commonMistake: *r, followUp: *r}
      - {id: i2, prompt: {ja: 問, en: ask}, rubric: [*r, *r, *r], commonMistake: *r, followUp: *r}

    """
}
