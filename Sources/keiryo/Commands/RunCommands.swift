import ArgumentParser
import Workbench

/// How a model is made ready to run.
struct PlanFlags: ParsableArguments {
  @Option(
    name: .customLong("without-pass"),
    help: Words.help(ja: "使わないグラフ変換（何度でも）", en: "A graph pass to leave out (repeatable)."))
  var withoutPasses: [String] = []
  @Flag(name: .customLong("no-winograd"), help: Words.help(ja: "Winograd の畳み込みを使わない", en: "No Winograd convolutions."))
  var withoutWinograd = false
  @Flag(
    help: Words.help(ja: "準備のときにカーネルを実際に測って選ぶ", en: "Choose kernels by timing them while planning."))
  var timeKernels = false

  var choices: PlanChoices {
    var choices = PlanChoices()
    choices.withoutPasses = withoutPasses
    choices.usesWinograd = !withoutWinograd
    choices.timesKernels = timeKernels
    return choices
  }
}

struct RunCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: Words.of(ja: "モデルを配列のファイルで実行する", en: "Run a model on arrays from files."),
    discussion: Words.of(
      ja: """
        配列は .npy か .pb（onnx.TensorProto）。結果も同じ種類のファイルになります。
          input_0.npy, input_1.npy …   モデルの入力の順。結果は output_0.npy …
          入力名.npy                   入力が 2 つ以上のとき。結果は フォルダ名.出力名.npy
          それ以外                     入力が 1 つのとき。1 ファイルが 1 回の実行で、結果も同じ名前
        """,
      en: """
        Arrays are .npy or .pb (onnx.TensorProto); results are files of the same kind.
          input_0.npy, input_1.npy …   in the order of the model's inputs; results are output_0.npy …
          NAME.npy                     named after the inputs, where there are several; results are FOLDER.OUTPUT.npy
          anything else                where there is one input: each file is one run, and so is its result called
        """))
  @Argument(help: Words.help(ja: "モデルのファイル（.onnx、.tflite）", en: "A model file (.onnx, .tflite).")) var model: String
  @Option(help: Words.help(ja: "配列のファイル、またはそのフォルダ", en: "A file with an array, or a folder of them."))
  var inputs: String
  @Option(help: Words.help(ja: "結果を書くフォルダ", en: "The folder for the results.")) var outputs: String
  @OptionGroup var reading: ReadingFlags
  @OptionGroup var plan: PlanFlags
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer {
    try RunModel(model, reading: reading.choices, inputs: inputs, outputs: outputs, choices: plan.choices)
      .run(in: workspace)
  }
}

struct RunBatchCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "run-batch",
    abstract: Words.of(ja: "一覧のモデルを順に実行する", en: "Run a list of models, one after the other."),
    discussion: Words.of(
      ja: """
        1 行に、モデル、入力のフォルダ、出力のフォルダをタブで区切って書きます。失敗した行は、その出力フォルダに
        error.txt を残して次へ進みます。配列の名前は keiryo run と同じです。
        """,
      en: """
        One line each: model, inputs folder and outputs folder, separated by tabs. A line that fails leaves error.txt in
        its outputs folder, and the next one is run. Arrays are named as for keiryo run.
        """))
  @Argument(help: Words.help(ja: "一覧のファイル（.tsv）", en: "The list (.tsv).")) var list: String
  @OptionGroup var reading: ReadingFlags
  @OptionGroup var plan: PlanFlags
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer {
    try RunBatch(list, reading: reading.choices, choices: plan.choices).run(in: workspace)
  }
}
