import ArgumentParser
import Workbench

struct DoctorCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: Words.of(ja: "道具、記録、このマシンの測りやすさを調べる", en: "Toolchain, record, and how well this machine measures."))
  @Flag(help: Words.help(ja: "計算とメモリの上限を測り直す", en: "Measure the ceilings of arithmetic and memory again."))
  var probe = false
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer { try Diagnose(in: workspace, probesAgain: probe) }
}

struct StartCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: Words.of(ja: "ひととおり見る（1 分）", en: "See all of it (one minute)."))
  @Option(help: Words.help(ja: "できたものを写すフォルダ", en: "Copy what was made to this folder.")) var keep: String?
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer { try StartTour(in: workspace, keep: keep).run() }
}
