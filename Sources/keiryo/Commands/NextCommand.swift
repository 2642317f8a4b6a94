import ArgumentParser
import Workbench

struct NextCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: Words.of(ja: "次にすること", en: "What to do next."))

  @OptionGroup var options: GlobalOptions

  func answer(in workspace: Workspace) throws -> any Answer { try NextStep(in: workspace) }
}
