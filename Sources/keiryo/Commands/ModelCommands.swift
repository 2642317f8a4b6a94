import ArgumentParser
import Workbench

struct InspectCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: Words.of(ja: "モデルの大きさ、計算量、演算子を見る", en: "Size, arithmetic and operators of a model."))
  @Argument(help: Words.help(ja: "モデルのファイル（.onnx、.tflite）", en: "A model file (.onnx, .tflite).")) var model: String
  @Option(
    help: Words.help(ja: "計算グラフの図（SVG）を Graphviz で書くファイル", en: "A file for a drawing of the graph (SVG, Graphviz)."))
  var graph: String?
  @OptionGroup var reading: ReadingFlags
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer {
    try InspectModel(model, reading: reading.choices, drawing: graph)
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
  @OptionGroup var reading: ReadingFlags
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
    let reading = reading.choices
    if let against {
      return try BenchPeers(model, reading: reading, against: against, threads: threads, pairs: pairs, out: out)
        .run(in: workspace)
    }
    if tail { return try BenchTail(model, reading: reading, threads: threads, runs: runs, out: out).run(in: workspace) }
    return try BenchModel(model, other: other, reading: reading, threads: threads, pairs: pairs).run(in: workspace)
  }
}

struct ConvertCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: Words.of(ja: "読み込み、簡約して書き出す", en: "Read a model and write it out."),
    discussion: Words.of(
      ja: """
        学習に使ったライブラリからの書き出し方：

        PyTorch（pip install torch onnx onnxscript）
          model.eval()
          torch.onnx.export(model, (torch.randn(1, 3, 224, 224),), "model.onnx", dynamo=True,
                            external_data=False)
        Keras 3（pip install keras onnx tf2onnx；TensorFlow か PyTorch か JAX の上で）
          model.export("model.onnx", format="onnx")
        TensorFlow（pip install tf2onnx）
          python -m tf2onnx.convert --saved-model フォルダ --opset 17 --output model.onnx

        .pt、.pth、.pkl は、開くだけで中のプログラムが動く形式なので読みません。長さの決まっていない軸は
        --dim 名前=数 で決められ、2 GiB を超えて別ファイルになった重みは --external-data で読めます。

        書き出す形式は拡張子で決まります（.onnx、.tflite）。ONNX から .tflite にすると、画像の入出力は同じ名前のまま
        NHWC になります。量子化されたモデルは int8 の演算子になります。
        """,
      en: """
        How the libraries that train models write them:

        PyTorch (pip install torch onnx onnxscript)
          model.eval()
          torch.onnx.export(model, (torch.randn(1, 3, 224, 224),), "model.onnx", dynamo=True,
                            external_data=False)
        Keras 3 (pip install keras onnx tf2onnx; on TensorFlow, PyTorch or JAX)
          model.export("model.onnx", format="onnx")
        TensorFlow (pip install tf2onnx)
          python -m tf2onnx.convert --saved-model FOLDER --opset 17 --output model.onnx

        .pt, .pth and .pkl files run a program when they are opened and are therefore not read. --dim NAME=N settles an
        axis that the file leaves open; --external-data reads weights that lie in a second file.

        The extension decides what is written (.onnx, .tflite). A .tflite made of an ONNX file takes and gives images in
        NHWC, under the same names; a quantized model gets int8 operators.
        """))
  @Argument(help: Words.help(ja: "入力のモデル", en: "The model to read.")) var input: String
  @Argument(help: Words.help(ja: "書き出すファイル", en: "The file to write.")) var output: String
  @OptionGroup var reading: ReadingFlags
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer {
    try ConvertModel(input, reading: reading.choices, to: output)
  }
}

struct ValidateCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: Words.of(ja: "ファイルを検査する（モデル、レシピ、.npy）", en: "Check a file: model, recipe or .npy."))
  @Argument(help: Words.help(ja: "検査するファイル", en: "The file to check.")) var file: String
  @OptionGroup var reading: ReadingFlags
  @OptionGroup var options: GlobalOptions
  func answer(in workspace: Workspace) throws -> any Answer { try ValidateFile(file, reading: reading.choices) }
}
