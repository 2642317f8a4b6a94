import ArgumentParser
import Workbench

struct CompressCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "compress",
    abstract: Words.of(ja: "レシピどおりに軽くし、段階ごとに測る", en: "Compress by a recipe and measure every stage."))

  @Argument(
    help: Words.help(ja: "レシピ（.yml）。int8 と small は名前だけで使えます", en: "A recipe (.yml); int8 and small are ready by name."))
  var recipe: String

  @Argument(help: Words.help(ja: "学習済みのモデル（.onnx）", en: "A trained model (.onnx).")) var model: String

  @Option(
    help: Words.help(
      ja: "データ：glyphs16、mnist:フォルダ など（keiryo data）", en: "Data: glyphs16, mnist:FOLDER and others (keiryo data)."))
  var data = "glyphs16"

  @Option(
    help: Words.help(
      ja: "結果のフォルダ（既定は 学習者のフォルダ/results/）", en: "The folder for results (default: results/ of your home)."))
  var out: String?

  @Option(
    help: Words.help(
      ja: "学習に使うスレッド数（既定は速いコアの数から 1 を引き、4 まで）", en: "Threads for training (default: fast cores less one, at most 4)."))
  var threads: Int?

  @OptionGroup var options: GlobalOptions

  func answer(in workspace: Workspace) throws -> any Answer {
    try CompressModel(recipe: recipe, model: model, data: data, out: out, threads: threads).run(in: workspace)
  }
}
