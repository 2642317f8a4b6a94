import ArgumentParser
import Workbench

struct PeersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peers",
    abstract: Words.of(ja: "比べる相手のエンジンを入れる、調べる", en: "Engines of others to measure against."),
    subcommands: [List.self, Install.self, Remove.self], defaultSubcommand: List.self)

  struct List: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: Words.of(ja: "入っているものと版", en: "What is here, with versions."))
    @OptionGroup var options: GlobalOptions
    func answer(in workspace: Workspace) throws -> any Answer { ListPeers(in: workspace) }
  }

  struct Install: AnsweringCommand {
    static let configuration = CommandConfiguration(
      abstract: Words.of(
        ja: "専用の Python 環境を学習者のフォルダに作って入れる", en: "Install them into a Python environment in the learner's folder."))
    @Argument(
      help: Words.help(
        ja: "onnxruntime、litert、openvino、ncnn（既定はすべて）", en: "onnxruntime, litert, openvino, ncnn (default: all)."))
    var names: [String] = []
    @OptionGroup var options: GlobalOptions
    func answer(in workspace: Workspace) throws -> any Answer { try InstallPeers(names).run(in: workspace) }
  }

  struct Remove: AnsweringCommand {
    static let configuration = CommandConfiguration(abstract: Words.of(ja: "すべて消す", en: "Remove all of them."))
    @OptionGroup var options: GlobalOptions
    func answer(in workspace: Workspace) throws -> any Answer { try RemovePeers().run(in: workspace) }
  }
}
