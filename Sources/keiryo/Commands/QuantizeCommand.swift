import ArgumentParser
import Workbench

struct QuantizeCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: Words.of(ja: "少ないビットの数にして書き出し、前後を比べる", en: "Bring a model to fewer bits, and compare before and after."),
    discussion: Words.of(
      ja: """
        --to が取る値
          int8           重みも活性値も 8 ビットに（--data が必要）
          int8-dynamic   重みは前もって、活性値は実行時に 8 ビットに
          int8-weights、int4、int3、int2   重みだけ
          fp16、bf16     重みを 16 ビットで保存
          mixed          層ごとに float、int8、int4（--budget の中で）
        --data
          keiryo data に並ぶもの（glyphs16、mnist:フォルダ など）か .npy。
          .npy は先頭の軸がサンプルで、先頭の --samples 件で
          キャリブレーションし、残りで評価します。
          入力が複数なら 名前=ファイル.npy,…
        --method（コンマで並べられます）
          adaround、gptq、awq   コードの選び方（どれか 1 つ）
          equalize、equalize-unbounded（ReLU6 も ReLU に）
          smooth、correct-bias
        --max-drop
          正解率の低下がこのポイントに収まるまで層を float に戻します。
          評価データの 1 つおきで判断し、残りで正解率を測ります。
        --form（.onnx での表し方）
          qdq            float の演算子を Q/DQ で挟む
          operators      QLinearConv などの整数演算子
        """,
      en: """
        --to takes
          int8           weights and activations in 8 bits (needs --data)
          int8-dynamic   weights beforehand, activations as the model runs
          int8-weights, int4, int3, int2   weights only
          fp16, bf16     weights stored in 16 bits
          mixed          float, int8 or int4 for each layer, within --budget
        --data
          What keiryo data lists (glyphs16, mnist:FOLDER, …) or .npy.
          The first axis of an .npy counts samples: the first --samples
          calibrate, the others evaluate. NAME=FILE.npy,… for several inputs.
        --method (with commas between)
          adaround, gptq, awq   how codes are chosen (one of them)
          equalize, equalize-unbounded (turns ReLU6 into ReLU)
          smooth, correct-bias
        --max-drop
          Takes layers back to float until no more points of accuracy are
          lost. Every second evaluation sample decides; accuracy is that of
          the others.
        --form (how an .onnx states it)
          qdq            operators on reals between conversions
          operators      QLinearConv and others
        """))

  @Argument(help: Words.help(ja: "float のモデル（.onnx、.tflite）", en: "A float model (.onnx, .tflite).")) var model: String
  @Option(help: Words.help(ja: "何にするか", en: "What to bring it to.")) var to: String
  @Option(help: Words.help(ja: "書き出すモデル（.onnx、.tflite）", en: "The model to write (.onnx, .tflite).")) var out: String
  @Option(
    help: Words.help(
      ja: "重みのスケールの単位：tensor、channel、group:N", en: "What shares a scale among weights: tensor, channel, group:N."))
  var granularity: String?
  @Option(
    help: Words.help(
      ja: "活性値の範囲の決め方：min-max、moving-average、percentile[:99.99]、entropy、mse",
      en: "How ranges are found: min-max, moving-average, percentile[:99.99], entropy, mse."))
  var calibration: String?
  @Option(help: Words.help(ja: "活性値のコード：uint8、int8", en: "Codes of activations: uint8, int8."))
  var activations: String?
  @Option(help: Words.help(ja: "qdq か operators", en: "qdq or operators.")) var form = "qdq"
  @Flag(
    help: Words.help(
      ja: "重みを 1 ビット狭くする（VNNI のない x86 の ONNX Runtime 向け）",
      en: "Weights of one bit less (for ONNX Runtime on x86 without VNNI)."))
  var reduceRange = false
  @Option(help: Words.help(ja: "データ（上を参照）", en: "Data (see above).")) var data: String?
  @Option(help: Words.help(ja: ".npy の各サンプルのクラス（.npy）", en: "The class of every sample of an .npy (.npy)."))
  var labels: String?
  @Option(help: Words.help(ja: "キャリブレーションの件数", en: "Samples for calibration.")) var samples = 200
  @Option(help: Words.help(ja: "スレッド数（既定はコアの数、4 まで）", en: "Threads (default: the cores, at most 4)."))
  var threads: Int?
  @Option(help: Words.help(ja: "精度を保つ方法（コンマ区切り）", en: "What keeps accuracy, with commas between."))
  var method: String?
  @Option(
    help: Words.help(
      ja: "mixed の上限：重みの float に対する割合（0.2）かバイト数、または int8 にする層の割合（layers:0.25）",
      en: "For mixed: a share of the float weights (0.2), bytes, or a share of the layers for int8 (layers:0.25)."))
  var budget: String?
  @Option(help: Words.help(ja: "許せる正解率の低下（ポイント）", en: "Points of accuracy that may be lost.")) var maxDrop: Double?
  @OptionGroup var reading: ReadingFlags
  @OptionGroup var options: GlobalOptions

  func answer(in workspace: Workspace) throws -> any Answer {
    var choices = QuantizeModel.Choices()
    choices.to = to
    choices.granularity = granularity
    choices.calibration = calibration
    choices.activations = activations
    choices.form = form
    choices.reducesRange = reduceRange
    choices.data = data
    choices.labels = labels
    choices.samples = samples
    choices.threads = threads
    choices.method = method
    choices.budget = budget
    choices.maxDrop = maxDrop
    return try QuantizeModel(model, reading: reading.choices, to: out, choices).run(in: workspace)
  }
}
