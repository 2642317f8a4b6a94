import ArgumentParser
import Workbench

struct GradeCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade", abstract: Words.of(ja: "ラボの解答を採点する", en: "Grade your answer to a lab."))

  @Argument(help: Words.help(ja: "F01 など", en: "Such as F01.")) var lab: String

  @Option(help: Words.help(ja: "この課題だけを表示", en: "Show this task only.")) var task: Int?

  @Option(help: Words.help(ja: "この種で入力を作り直す（記録しない）", en: "Repeat with this seed (not recorded)."))
  var seed: UInt64?

  @OptionGroup var options: GlobalOptions

  func answer(in workspace: Workspace) throws -> any Answer {
    try GradeLab(lab, in: workspace).runReporting(task: task, seed: seed)
  }
}
