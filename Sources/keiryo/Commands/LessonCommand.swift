import ArgumentParser
import Workbench

struct LessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: Words.of(ja: "レッスンの一覧、または 1 つを読む", en: "List the lessons, or read one."))

  @Argument(help: Words.help(ja: "F01 のような番号、または短い名前", en: "An id such as F01, or its short name."))
  var lesson: String?

  @Flag(help: Words.help(ja: "確かめの問題の答えと理由も出す", en: "Show the answers to the questions, with reasons."))
  var answers = false

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let face = Face(options)
    try face.run {
      guard let lesson else { return try face.show(try LessonList(in: face.workspace)) }
      let reading = try ReadLesson(lesson, in: face.workspace)
      guard face.isPaged else { return try face.show(reading) }
      let terminal = face.terminal
      face.page(
        reading.text(
          in: face.workspace.language, width: terminal.textWidth, isColoured: terminal.isColoured,
          showsAnswers: answers))
    }
  }
}
