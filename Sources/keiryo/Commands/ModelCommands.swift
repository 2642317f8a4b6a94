import ArgumentParser
import Workbench

struct InspectCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: Words.of(ja: "モデルの大きさ、計算量、演算子を見る", en: "Size, arithmetic and operators of a model."))
  @Argument(help: Words.help(ja: "モデルのファイル（.onnx）", en: "A model file (.onnx).")) var model: String
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer { try InspectModel(model) }
}

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
  @Argument(help: Words.help(ja: "モデルのファイル（.onnx）", en: "A model file (.onnx).")) var model: String
  @Option(help: Words.help(ja: "配列のファイル、またはそのフォルダ", en: "A file with an array, or a folder of them."))
  var inputs: String
  @Option(help: Words.help(ja: "結果を書くフォルダ", en: "The folder for the results.")) var outputs: String
  @OptionGroup var plan: PlanFlags
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer {
    try RunModel(model, inputs: inputs, outputs: outputs, choices: plan.choices).run(in: workspace)
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
  @OptionGroup var plan: PlanFlags
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer {
    try RunBatch(list, choices: plan.choices).run(in: workspace)
  }
}

struct BenchCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: Words.of(ja: "レイテンシを測る。2 つなら交互に比べる", en: "Measure latency; compare two models in turns."))
  @Argument(help: Words.help(ja: "基準のモデル", en: "The baseline model.")) var model: String
  @Argument(
    help: Words.help(
      ja: "比べる相手（既定は同じモデル：ノイズ床を測る）", en: "The other model (default: itself, which gives the noise floor)."))
  var other: String?
  @Option(help: Words.help(ja: "スレッド数", en: "Threads.")) var threads = 1
  @Option(help: Words.help(ja: "最少の組数", en: "Fewest pairs.")) var pairs = 40
  @Option(
    help: Words.help(
      ja: "ほかのエンジンと比べる：onnxruntime,litert=ファイル,openvino,ncnn=ファイル（keiryo peers）",
      en: "Compare with other engines: onnxruntime,litert=FILE,openvino,ncnn=FILE (keiryo peers)."))
  var against: String?
  @Flag(help: Words.help(ja: "1 回ずつ測り、遅い回とその理由を見る", en: "Time run by run: how slow the slowest are, and why."))
  var tail = false
  @Option(help: Words.help(ja: "--tail の回数", en: "Runs of --tail.")) var runs = 100_000
  @Option(
    help: Words.help(ja: "--against と --tail の結果を書くフォルダ", en: "A folder for the results of --against and --tail."))
  var out: String?
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if against != nil, other != nil {
      throw ValidationError(Words.of(ja: "--against と 2 つめのモデルは同時に使えません。", en: "--against takes one model, not two."))
    }
    if tail, against != nil || other != nil {
      throw ValidationError(Words.of(ja: "--tail で測れるのはモデル 1 つです。", en: "--tail takes one model and no --against."))
    }
    if against == nil, !tail, out != nil {
      throw ValidationError(
        Words.of(ja: "--out は --against か --tail と一緒に使います。", en: "--out needs --against or --tail."))
    }
  }

  func answer(in workspace: Workspace) throws -> any Answer {
    if let against {
      return try BenchPeers(model, against: against, threads: threads, pairs: pairs, out: out).run(in: workspace)
    }
    if tail { return try BenchTail(model, threads: threads, runs: runs, out: out).run(in: workspace) }
    return try BenchModel(model, other: other, threads: threads, pairs: pairs).run(in: workspace)
  }
}

struct ConvertCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: Words.of(ja: "読み込み、簡約して書き出す", en: "Read a model and write it out."))
  @Argument(help: Words.help(ja: "入力のモデル", en: "The model to read.")) var input: String
  @Argument(help: Words.help(ja: "書き出すファイル", en: "The file to write.")) var output: String
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer { try ConvertModel(input, to: output) }
}

struct ValidateCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: Words.of(ja: "ファイルを検査する（モデル、レシピ、.npy）", en: "Check a file: model, recipe or .npy."))
  @Argument(help: Words.help(ja: "検査するファイル", en: "The file to check.")) var file: String
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer { try ValidateFile(file) }
}
