import ArgumentParser
import Workbench

struct DiagnoseCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: Words.of(
      ja: "量子化で精度がどの層で、なぜ落ちたかと、効く手当てを示す", en: "Where quantization lost precision, why, and what helps."),
    discussion: Words.of(
      ja: """
        どちらも同じモデルで、層の名前が同じなら、ほかの道具で量子化した QDQ 形式のファイルでも使えます。
        入力はデータの calibration から取ります。評価に使うデータは見ません。
        """,
      en: """
        Both files hold the same model, its layers under the same names; the quantized one is in QDQ form, also when
        another tool made it. Inputs come from the calibration split of the data, never from what is evaluated on.
        """))

  @Argument(help: Words.help(ja: "量子化する前のモデル（float）", en: "The model before quantization (float).")) var float: String
  @Argument(help: Words.help(ja: "量子化したモデル", en: "The quantized model.")) var quantized: String
  @Option(
    help: Words.help(
      ja: "データ：glyphs16、mnist:フォルダ など（keiryo data）", en: "Data: glyphs16, mnist:FOLDER and others (keiryo data)."))
  var data = "glyphs16"
  @Option(help: Words.help(ja: "調べる入力の数", en: "Inputs to look at.")) var samples = 64
  @Option(
    help: Words.help(
      ja: "図（層ごと、出力まで）と JSON を書くフォルダ", en: "A folder for the charts (by layer, on the way to the output) and JSON."))
  var out: String?
  @OptionGroup var options: GlobalOptions

  func answer(in workspace: Workspace) throws -> any Answer {
    try DiagnoseModel(float: float, quantized: quantized, data: data, samples: samples, out: out).run(in: workspace)
  }
}
