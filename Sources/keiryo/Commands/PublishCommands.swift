import ArgumentParser
import Workbench

struct PortfolioCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "portfolio", abstract: Words.of(ja: "測った結果からページを作る", en: "A site from what was measured."),
    subcommands: [Build.self, Check.self], defaultSubcommand: Build.self)

  struct Build: AnsweringCommand {
    static let configuration = CommandConfiguration(abstract: Words.of(ja: "site/ を作る", en: "Build site/."))
    @OptionGroup var options: GlobalOptions
    func answer(in workspace: Workspace) throws -> any Answer { try BuildPortfolio(in: workspace) }
  }

  struct Check: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: Words.of(ja: "作らずに、足りないものと矛盾を示す", en: "Show what is missing or wrong, without building."))
    @OptionGroup var options: GlobalOptions
    func answer(in workspace: Workspace) throws -> any Answer { try CheckPortfolio(in: workspace) }
  }
}

struct VerifyCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: Words.of(ja: "公開された bundle.json を計算し直して確かめる", en: "Recompute a published bundle.json."))
  @Argument(help: Words.help(ja: "bundle.json", en: "bundle.json")) var bundle: String
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer { try VerifyBundle(bundle) }
}
