import Charts
import Datasets
import EdgeRuntime
import Graphs
import Pruning
import Quantization

extension GraphError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .typeInference(let node, let name, let cause):
      Sentence(
        .badFile, ja: "演算子 \(name)（\(node)）の入力が合いません：\(cause.clause.ja)。モデルを書き出し直してください。",
        en: "Operator \(name) (\(node)) does not take its inputs: \(cause.clause.en). Export the model again.")
    case .malformed(let problem):
      Sentence(
        .badFile, ja: "モデルの計算グラフが正しくありません\(TechnicalDetail.japanese(problem))。モデルを書き出し直してください。",
        en: "The graph of the model is not well formed (\(problem)). Export the model again.")
    case .pass(let name, let problem):
      Sentence(
        .internal, ja: "変換 \(name) の結果が正しくありません。モデルを添えて知らせてください。",
        en: "The pass \(name) left a graph that does not verify (\(problem)). Please report it with the model.")
    case .evaluation(let node, let problem):
      Sentence(
        .badFile, ja: "演算子 \(node) を計算できません\(TechnicalDetail.japanese(problem))。モデルを書き出し直してください。",
        en: "Operator \(node) cannot be evaluated (\(problem)). Export the model again.")
    case .notDifferentiable(let node, let name, let reason):
      Sentence(
        .failed, ja: "演算子 \(name)（\(node)）には勾配がないので学習できません。学習を含まないレシピを使ってください。",
        en: "Operator \(name) (\(node)) has no gradient (\(reason)). Use a recipe without training.")
    }
  }
}

extension TypeInferenceError {
  /// The cause in a few words.
  fileprivate var clause: (ja: String, en: String) {
    switch self {
    case .inputCount(let expected, let found):
      ("入力は \(expected) 個のはずが \(found) 個", "\(expected) inputs expected, \(found) found")
    case .missingInput(let index): ("入力 \(index) がない", "input \(index) is missing")
    case .elementType(let input, let expected, let found):
      ("入力 \(input) の型は \(expected) のはずが \(found)", "input \(input) should be \(expected), is \(found)")
    case .rank(let input, let expected, let found):
      ("入力 \(input) の次元数は \(expected) のはずが \(found)", "input \(input) should have rank \(expected), has \(found)")
    case .shape(let problem): ("形が合わない\(TechnicalDetail.japanese(problem))", "shapes do not fit: \(problem)")
    case .attribute(let name, let problem):
      ("属性 \(name) の値が使えない\(TechnicalDetail.japanese(problem))", "attribute \(name): \(problem)")
    }
  }
}

extension ForeignError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .unsupportedOperator(let kind, let domain, let node, let version):
      Sentence(
        .badFile,
        ja:
          "演算子 \(domain.isEmpty ? "" : domain + ".")\(kind)（\(node)、opset \(version)）にはまだ対応していません。ほかの演算子に置き換えて書き出してください。",
        en:
          "Operator \(domain.isEmpty ? "" : domain + ".")\(kind) (\(node), opset \(version)) is not supported yet. Export with other operators."
      )
    case .unsupportedAttribute(let node, let kind, let attribute, let problem):
      Sentence(
        .badFile, ja: "\(kind)（\(node)）の属性 \(attribute) は扱えません\(TechnicalDetail.japanese(problem))。この属性を使わずに書き出してください。",
        en: "\(kind) (\(node)): attribute \(attribute) is not supported: \(problem). Export without it.")
    case .missingInput(let node, let kind, let input):
      Sentence(
        .badFile, ja: "\(kind)（\(node)）の入力 \(input) がありません。モデルを書き出し直してください。",
        en: "\(kind) (\(node)): input \(input) is missing. Export the model again.")
    case .notConstant(let node, let kind, let input):
      Sentence(
        .badFile, ja: "\(kind)（\(node)）の入力 \(input) は定数でなければ扱えません。形や重みを固定して書き出してください。",
        en: "\(kind) (\(node)): input \(input) must be a constant. Export with fixed shapes and weights.")
    case .unknownValue(let node, let name):
      Sentence(
        .badFile, ja: "\(node) が使う値 \(name) がファイルの中にありません。モデルを書き出し直してください。",
        en: "\(node) reads a value \(name) that the file does not contain. Export the model again.")
    case .openShape(let input, ""):
      Sentence(
        .badFile, ja: "入力 \(input) の形が決まっていません。長さを固定して書き出してください。",
        en: "The shape of input \(input) is open. Export with fixed extents.")
    case .openShape(let input, let symbol):
      Sentence(
        .badFile, ja: "入力 \(input) の長さ \(symbol) が決まっていません。--dim \(symbol)=数 で指定するか、固定して書き出してください。",
        en: "Extent \(symbol) of input \(input) is open. Give --dim \(symbol)=NUMBER, or export with fixed extents.")
    case .givenInput(let name, let expected, let found):
      Sentence(
        .badFile, ja: "入力 \(name) は \(expected) ですが、与えられた配列は \(found) です。形と型を合わせてください。",
        en: "Input \(name) must be \(expected), the array given is \(found). Match shape and type.")
    case .evaluationTooLarge(let node):
      Sentence(
        .badFile, ja: "読み込みに必要な値（\(node)）の計算が大きすぎます。形を固定して書き出してください。",
        en: "A value that reading needs (\(node)) takes too much to compute. Export with fixed shapes.")
    case .graph(let error): error.sentence
    case .cannotExport(let name, let node, let problem):
      Sentence(
        .failed, ja: "演算子 \(name)（\(node)）はこの形式に書き出せません\(TechnicalDetail.japanese(problem))。この演算子を使わないモデルにしてください。",
        en: "Operator \(name) (\(node)) cannot be written in this format: \(problem). Use a model without it.")
    }
  }
}

extension RuntimeError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .graph(let error): error.sentence
    case .arenaTooLarge(let bytes, let limit):
      Sentence(
        .badFile, ja: "実行に \(bytes) バイトのメモリが必要です（上限 \(limit)）。入力を小さくしてください。",
        en: "Running needs \(bytes) bytes of memory (limit \(limit)). Make the input smaller.")
    case .argumentCount(let expected, let found):
      Sentence(
        .badFile, ja: "入力は \(expected) 個必要ですが \(found) 個です。keiryo inspect で入力を確かめてください。",
        en: "\(expected) inputs are needed, there are \(found). keiryo inspect lists them.")
    case .argumentType(let input, let expected, let found):
      Sentence(
        .badFile, ja: "入力 \(input) は \(expected) が必要ですが \(found) です。形と型を合わせてください。",
        en: "Input \(input) must be \(expected), found \(found). Match shape and type.")
    case .reference(let node, let problem):
      Sentence(
        .badFile, ja: "\(node) を計算できません\(TechnicalDetail.japanese(problem))。モデルを書き出し直してください。",
        en: "\(node) cannot be computed (\(problem)). Export the model again.")
    case .constantLost(let name):
      Sentence(
        .badFile, ja: "読み込み中にモデルのファイルが書き換えられ、定数 \(name) を読めません。書き込みが終わってから実行し直してください。",
        en: "The model file changed while it was being read: constant \(name) is lost. Run again once it is complete.")
    case .indexOutOfRange:
      Sentence(
        .badFile, ja: "入力に、表の範囲を外れた番号があります。入力の番号（トークン ID など）を語彙の大きさより小さくしてください。",
        en: "An input holds an index outside its table. Keep indices, such as token ids, below the size of the table.")
    }
  }
}

extension QuantizationError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .noCalibrationData:
      Sentence(
        .usage, ja: "キャリブレーションのデータがありません。--data でデータを指定してください。",
        en: "There are no calibration data. Name some with --data.")
    case .notFinite(let value):
      Sentence(
        .badFile, ja: "\(value) に無限大か NaN が現れました。元のモデルの出力を確かめてください。",
        en: "\(value) became infinite or NaN. Check the outputs of the original model.")
    case .nothingToQuantize:
      Sentence(
        .failed, ja: "量子化できる演算子がありません。float の畳み込みか全結合があるモデルを指定してください。",
        en: "Nothing to quantize. Name a model with a convolution or dense layer in float.")
    case .severalInputs(let count):
      Sentence(
        .failed, ja: "入力が \(count) 個あるモデルには、この方法を使えません。--method を外すか、入力が 1 つのモデルを指定してください。",
        en: "This method takes models with one input; this one has \(count). Leave out --method, or name another model."
      )
    case .alreadyQuantized:
      Sentence(
        .failed, ja: "このモデルの活性値はすでに量子化されています。量子化する前のモデルを指定してください。",
        en: "The activations of this model are quantized already. Name the model from before.")
    case .weightCodes(let value):
      Sentence(
        .failed, ja: "\(value) のコードに合う重みがありません。名前と形を確かめてください。",
        en: "There are no weights \(value) for these codes. Check name and shape.")
    case .groups:
      Sentence(
        .usage, ja: "活性値もコードにするときは、グループごとのスケールを使えません。--granularity channel にしてください。",
        en: "Groups need activations in float. Use --granularity channel.")
    case .beyondHalfPrecision(let value, let largest):
      Sentence(
        .failed, ja: "\(value) に 16 ビットで表せない重み（最大 \(largest)）があります。--to bf16 を試してください。",
        en: "\(value) holds weights too large for 16 bits (up to \(largest)). Try --to bf16.")
    case .range(let value, let low, let high):
      Sentence(
        .usage, ja: "\(value) の範囲 \(low)〜\(high) は使えません。有限の値を、小さいほうから順に指定してください。",
        en: "The range \(low) to \(high) of \(value) is not usable. Give two finite numbers, the smaller one first.")
    case .missingRange(let value):
      Sentence(
        .usage, ja: "\(value) の範囲がありません。コードになる活性値すべてに範囲が必要です。",
        en: "\(value) has no range. Every activation that becomes codes needs one.")
    case .unexpectedRange(let value):
      Sentence(
        .usage, ja: "\(value) の範囲は余分です。コードになる活性値ではないか、2つ指定されています。",
        en: "There is a range too many for \(value): it does not become codes, or it was given twice.")
    case .budget(let found, let least):
      Sentence(
        .usage, ja: "予算 \(Figure.fixed(found, 0)) では足りません。すべての層をいちばん小さくしても \(Figure.fixed(least, 0)) かかります。",
        en:
          "A budget of \(Figure.fixed(found, 0)) is too small: all layers at their cheapest cost \(Figure.fixed(least, 0))."
      )
    case .graph(let error): error.sentence
    case .runtime(let error): error.sentence
    }
  }
}

extension PruningError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .ratio(let ratio):
      Sentence(
        .usage, ja: "枝刈りの割合 \(ratio) は使えません。0 以上 1 未満にしてください。",
        en: "A pruning ratio of \(ratio) is not usable. Choose 0 up to, not including, 1.")
    case .nothingToPrune:
      Sentence(
        .failed, ja: "削れるチャネルがありません。割合を上げるか、別のモデルを使ってください。",
        en: "No channel can be removed. Raise the ratio or use another model.")
    case .graph(let error): error.sentence
    }
  }
}
