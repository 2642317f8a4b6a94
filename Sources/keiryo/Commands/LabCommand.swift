import ArgumentParser
import Workbench

struct LabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab", abstract: Words.of(ja: "ラボを始める、ヒントを見る", en: "Begin a lab, read a hint."),
    subcommands: [
      List.self, Start.self, Hint.self, Build.self, Reset.self, Solution.self, ExamineArtefactCommand.self,
    ], defaultSubcommand: List.self)

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(abstract: Words.of(ja: "ラボの一覧", en: "All labs."))
    @OptionGroup var options: GlobalOptions
    func answer(in workspace: Workspace) throws -> any Answer { try LabList(in: workspace) }
  }

  struct Start: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: Words.of(ja: "解答のファイルを作り、課題文を出す", en: "Create your file and show the brief."))
    @Argument(help: Words.help(ja: "F01 など", en: "Such as F01.")) var lab: String
    @OptionGroup var options: GlobalOptions
    func answer(in workspace: Workspace) throws -> any Answer { try LabWork(lab, in: workspace).start() }
  }

  struct Hint: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: Words.of(ja: "次のヒント（課題ごとに 3 つ）", en: "The next hint (three for every task)."))
    @Argument(help: Words.help(ja: "F01 など", en: "Such as F01.")) var lab: String
    @Option(help: Words.help(ja: "課題の番号（既定は前回失敗した課題）", en: "Task number (default: the one that failed last)."))
    var task: Int?
    @OptionGroup var options: GlobalOptions
    func answer(in workspace: Workspace) throws -> any Answer { try LabWork(lab, in: workspace).hint(task: task) }
  }

  struct Build: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: Words.of(ja: "解答のレシピからモデルを作る（P00）", en: "Build the model of your recipe (P00)."))
    @Argument(help: Words.help(ja: "P00 など", en: "Such as P00.")) var lab: String
    @Option(
      help: Words.help(
        ja: "学習に使うスレッド数（既定は空きコアしだいで 1 か 2）", en: "Threads for training (default: 1 or 2, by free cores)."))
    var threads: Int?
    @OptionGroup var options: GlobalOptions
    func answer(in workspace: Workspace) throws -> any Answer {
      try BuildArtefact(lab, in: workspace).run(threads: threads)
    }
  }

  struct Reset: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: Words.of(ja: "最初の形に戻す（書いたものは別名で残る）", en: "Begin again; what you wrote is kept aside."))
    @Argument(help: Words.help(ja: "F01 など", en: "Such as F01.")) var lab: String
    @OptionGroup var options: GlobalOptions
    func answer(in workspace: Workspace) throws -> any Answer { try LabWork(lab, in: workspace).reset() }
  }

  struct Solution: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: Words.of(ja: "解答例（合格のあと）", en: "A model answer, after you passed."))
    @Argument(help: Words.help(ja: "F01 など", en: "Such as F01.")) var lab: String
    @OptionGroup var options: GlobalOptions
    func answer(in workspace: Workspace) throws -> any Answer { try LabWork(lab, in: workspace).solution() }
  }
}
