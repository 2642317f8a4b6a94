import ArgumentParser
import Reports
import Workbench

struct TrainCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: Words.of(ja: "小さなモデルを学習する", en: "Train a small model."),
    discussion: Words.of(
      ja: "レシピには、既定と変えるものだけを書きます。書けるものの例：\n\n" + TrainingRecipe.example.ja,
      en: "A recipe holds what differs from the defaults. All that it may hold:\n\n" + TrainingRecipe.example.en))

  @Argument(help: Words.help(ja: "学習のレシピ（.yml）。なければ --preset", en: "A training recipe (.yml), or use --preset."))
  var recipe: String?

  @Option(
    help: Words.help(
      ja: "用意されたモデル：\(TrainModel.presets.joined(separator: "、"))（既定はデータに合うもの）",
      en: "A ready model: \(TrainModel.presets.joined(separator: ", ")) (default: what fits the data)."))
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

  @Option(
    help: Words.help(
      ja: "途中経過を書くファイル（既定はモデルの名前に .checkpoint。学習が終わると消えます）",
      en: "Where to keep what is done (default: the model's name with .checkpoint; removed when training ends)."))
  var checkpoint: String?

  @Option(
    help: Words.help(ja: "途中経過を書く間隔、秒（既定 20）", en: "Seconds from one keeping to the next (default 20)."))
  var checkpointSeconds: Double?

  @Flag(
    help: Words.help(
      ja: "中断した学習を続きから行う。同じコマンドにこれを付けます", en: "Go on with an interrupted training: the same command with this added."))
  var resume = false

  @OptionGroup var options: GlobalOptions

  func answer(in workspace: Workspace) throws -> any Answer {
    try TrainModel(
      recipe: recipe, preset: preset, data: data, out: out, epochs: epochs, threads: threads, checkpoint: checkpoint,
      resumes: resume, checkpointSeconds: checkpointSeconds
    ).run(in: workspace)
  }
}
