import ArgumentParser
import Workbench

/// The command line: parses, calls one use case, prints its answer.
@main
struct Keiryo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keiryo",
    abstract: Words.of(
      ja: "モデルを軽くし、それを測る。何も付けずに打つと、次にすることを示します。",
      en: "Make models light, and measure it. Without a command: what to do next."),
    discussion: Words.of(
      ja: """
        終了コード  0 成功  1 不合格・検査の失敗  2 使い方の誤り  3 ファイルが読めない
                    4 環境（書き込めない、部品がない）  5 内部エラー  130 Ctrl-C
        環境変数    KEIRYO_HOME 学習者のフォルダ   KEIRYO_LANG ja か en   NO_COLOR 色を付けない
        """,
      en: """
        Exit status  0 success  1 a failed grade or check  2 wrong usage  3 a file that cannot be read
                     4 the environment (not writable, something missing)  5 internal error  130 Ctrl-C
        Environment  KEIRYO_HOME the learner's folder   KEIRYO_LANG ja or en   NO_COLOR no colours
        """),
    version: Workspace.toolVersion,
    groupedSubcommands: [
      CommandGroup(
        name: Words.of(ja: "学ぶ", en: "Learn"),
        subcommands: [
          NextCommand.self, StartCommand.self, LessonCommand.self, LabCommand.self, GradeCommand.self,
          WatchCommand.self,
        ]),
      CommandGroup(
        name: Words.of(ja: "モデル", en: "Models"),
        subcommands: [
          InspectCommand.self, RunCommand.self, RunBatchCommand.self, BenchCommand.self, ProfileCommand.self,
          DataCommand.self, TrainCommand.self, CompressCommand.self, QuantizeCommand.self, DiagnoseCommand.self,
          ConvertCommand.self, ValidateCommand.self,
        ]),
      CommandGroup(
        name: Words.of(ja: "公開", en: "Publish"), subcommands: [PortfolioCommand.self, VerifyCommand.self]),
      CommandGroup(name: Words.of(ja: "環境", en: "Machine"), subcommands: [DoctorCommand.self, PeersCommand.self]),
    ],
    defaultSubcommand: NextCommand.self)

  static func main() {
    Interruption.install()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Invocation.leave(error)
    }
  }
}
