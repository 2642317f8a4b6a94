import ArgumentParser
import Workbench

struct ProfileCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: Words.of(ja: "どの段に時間がかかるかを、このマシンの上限と比べて見る", en: "Where the time goes, against this machine's ceilings."))
  @Argument(help: Words.help(ja: "モデルのファイル（.onnx）", en: "A model file (.onnx).")) var model: String
  @Option(help: Words.help(ja: "スレッド数", en: "Threads.")) var threads = 1
  @Option(help: Words.help(ja: "測る回数（最大）", en: "Runs to time, at most.")) var runs = 300
  @Option(help: Words.help(ja: "ルーフライン図を書くファイル", en: "A file for the roofline chart.")) var svg: String?
  @Option(
    help: Words.help(
      ja: "1 回分の段を Chrome のトレース形式で書くファイル", en: "A file for the steps of one run, in Chrome's trace format."))
  var trace: String?
  @Flag(
    help: Words.help(
      ja: "最小、p95、バイト数と、各段にまとめられた元の演算子も示す",
      en: "Show minimum, p95 and bytes as well, and the operators that were fused into each step."))
  var details = false
  @OptionGroup var reading: ReadingFlags
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer {
    try ProfileModel(
      model, reading: reading.choices, threads: threads, runs: runs, svg: svg, trace: trace, showsDetails: details
    ).run(in: workspace)
  }
}
