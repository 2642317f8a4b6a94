import ArgumentParser
import Workbench

struct TrainCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: Words.of(ja: "小さな CNN を学習する", en: "Train a small CNN."))

  @Argument(help: Words.help(ja: "学習のレシピ（.yml）。なければ --preset", en: "A training recipe (.yml), or use --preset."))
  var recipe: String?

  @Option(
    help: Words.help(
      ja: "用意されたモデル：glyphnet、glyphnet-wide、lenet、resnet8",
      en: "A ready model: glyphnet, glyphnet-wide, lenet, resnet8."))
  var preset: String?

  @Option(
    help: Words.help(
      ja: "データ：glyphs16、mnist:フォルダ など（keiryo data）", en: "Data: glyphs16, mnist:FOLDER and others (keiryo data)."))
  var data = "glyphs16"

  @Option(help: Words.help(ja: "書き出すモデル（.onnx）", en: "The model to write (.onnx).")) var out: String

  @Option(help: Words.help(ja: "エポック数", en: "Epochs.")) var epochs: Int?

  @Option(
    help: Words.help(ja: "スレッド数（既定は速いコアの数から 1 を引き、4 まで）", en: "Threads (default: fast cores less one, at most 4)."))
  var threads: Int?

  @OptionGroup var options: GlobalOptions

  func answer(in workspace: Workspace) throws -> any Answer {
    try TrainModel(recipe: recipe, preset: preset, data: data, out: out, epochs: epochs, threads: threads)
      .run(in: workspace)
  }
}
