import Formats
import Hashing
import Tensors

extension FormatError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .unreadable(let file, let code):
      SystemWords.sentence(.badFile, file, code, adviceJa: "パスを確かめてください。", adviceEn: "Check the path.")
    case .unwritable(let file, let code): SystemWords.unwritable(file, code)
    case .notThisFormat(let place, let format):
      Sentence(
        .badFile, ja: "\(place.file)：\(format) のファイルではありません。別のファイルを指定していないか確かめてください。",
        en: "\(place.file): not an \(format) file. Check that this is the file you meant.")
    case .truncated(let place, _, 0) where place.offset == 0:
      Sentence(
        .badFile, ja: "\(place.file)：ファイルが空です。もう一度入手してください。", en: "\(place.file): the file is empty. Fetch it again.")
    case .truncated(let place, let needed, let found):
      Sentence(
        .badFile, ja: "\(place.words)：\(needed) バイト必要ですが \(found) バイトで終わっています。もう一度入手してください。",
        en: "\(place.words): \(needed) bytes needed, the file ends after \(found). Fetch the file again.")
    case .trailingBytes(let place, let count):
      Sentence(
        .badFile, ja: "\(place.words)：終わりのあとに \(count) バイト余っています。もう一度書き出してください。",
        en: "\(place.words): \(count) bytes follow the end. Write the file again.")
    case .undecodable(let place, let problem):
      Sentence(
        .badFile, ja: "\(place.words)：ここから先を読み取れません。ファイルが壊れています。もう一度入手してください。",
        en: "\(place.words): cannot be decoded (\(problem)). The file is damaged; fetch it again.")
    default: contentSentence
    }
  }

  private var contentSentence: Sentence {
    switch self {
    case .limit(let place, let name, let allowed, let found):
      Sentence(
        .badFile, ja: "\(place.words)：大きすぎます（\(found)、上限 \(allowed)）。小さいモデルかデータを使ってください。",
        en: "\(place.words): too large (\(name): \(found), limit \(allowed)). Use a smaller model or data.")
    case .byteCount(let place, let expected, let found):
      Sentence(
        .badFile, ja: "\(place.words)：形からは \(expected) バイトのはずですが \(found) バイトです。書き出し直してください。",
        en: "\(place.words): the shape needs \(expected) bytes, there are \(found). Export the file again.")
    case .shape(let place, let found):
      Sentence(
        .badFile, ja: "\(place.words)：形 \(found) は扱えません。負の数や大きすぎる数がないか確かめてください。",
        en: "\(place.words): shape \(found) is not usable. Look for negative or huge extents.")
    case .elementType(let place, let found):
      Sentence(
        .badFile, ja: "\(place.words)：要素の型 \(found) は読めません。float32 などに変えて書き出してください。",
        en: "\(place.words): element type \(found) is not read. Export as float32, for example.")
    case .missing(let place):
      Sentence(
        .badFile, ja: "\(place.words)：あるはずの項目がありません。書き出し直してください。",
        en: "\(place.words): required, but absent. Export the file again.")
    case .duplicate(let place, let name):
      Sentence(
        .badFile, ja: "\(place.words)：名前 \(name) が重なっています。書き出し直してください。",
        en: "\(place.words): the name \(name) appears twice. Export the file again.")
    case .value(let place, let expected, let found):
      Sentence(
        .badFile, ja: "\(place.words)：値が正しくありません\(TechnicalDetail.japanese(found))。書き出し直してください。",
        en: "\(place.words): expected \(expected), found \(found). Export the file again.")
    case .refused(let place, "external data"):
      Sentence(
        .badFile,
        ja: "\(place.words)：重みが別のファイルにあります。信頼できるなら --external-data を付け、または 1 つのファイルに書き出してください。",
        en: "\(place.words): the data lie in another file. Add --external-data if you trust it, or export one file.")
    case .refused(let place, "data outside the model's folder"):
      Sentence(
        .badFile, ja: "\(place.words)：モデルのフォルダの外のファイルやリンクは読みません。重みを普通のファイルとしてモデルのそばに置いてください。",
        en: "\(place.words): a place outside the model's folder, or a link. Put the data beside the model, as a file.")
    case .refused(let place, let feature):
      Sentence(
        .badFile, ja: "\(place.words)：\(Self.features[feature] ?? "この機能")は安全のため読みません。これを使わずに、1 つのファイルに書き出してください。",
        en: "\(place.words): \(feature) is refused for safety. Export without it, into one file.")
    default: Sentence(.internal, ja: "ファイルのエラーです：\(self)。", en: "File error: \(self).")
    }
  }

  private static let features = [
    "list of subgraphs": "サブグラフの列", "function": "モデル内の関数定義", "function attribute": "関数の属性",
    "training": "学習用の情報", "sparse tensor": "疎テンソル", "value that is no tensor": "テンソルでない値",
    "fortran_order": "列優先の配列", "blockwise quantization": "ブロックごとの量子化",
  ]
}

extension FormatError.Place {
  /// `model.onnx graph.node[3] @1024`
  fileprivate var words: String { "\(file) \(field)" + (offset.map { " @\($0)" } ?? "") }
}

extension HashingError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .unreadable(let path, let code):
      SystemWords.sentence(.badFile, path, code, adviceJa: "パスを確かめてください。", adviceEn: "Check the path.")
    case .notFinite(let path):
      Sentence(
        .failed, ja: "\(path) が有限の数ではありません。記録は作りませんでした。",
        en: "\(path) is not a finite number. No record was made.")
    case .unencodable(let type, let reason):
      Sentence(.internal, ja: "\(type) を記録できません：\(reason)。", en: "\(type) cannot be recorded: \(reason).")
    }
  }
}

extension TensorError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .badShape(let shape):
      Sentence(
        .badFile, ja: "形 \(shape) は扱えません。負の数や大きすぎる数がないか確かめてください。",
        en: "Shape \(shape) is not usable. Look for negative or huge extents.")
    case .byteCount(let expected, let found, let shape):
      Sentence(
        .badFile, ja: "形 \(shape) には \(expected) バイト必要ですが \(found) バイトです。形を確かめてください。",
        en: "Shape \(shape) needs \(expected) bytes, there are \(found). Check the shape.")
    case .elementType(let expected, let found):
      Sentence(
        .badFile, ja: "\(expected) が必要ですが \(found) です。型を合わせてください。",
        en: "\(expected) is needed, found \(found). Match the type.")
    case .badQuantization(let problem):
      Sentence(
        .badFile, ja: "量子化のスケールかゼロ点が使えません\(TechnicalDetail.japanese(problem))。もう一度量子化してください。",
        en: "Unusable quantization parameters (\(problem)). Quantize the model again.")
    case .notFinite:
      Sentence(
        .badFile, ja: "無限大か NaN が含まれています。元のモデルの重みと出力を確かめてください。",
        en: "Infinity or NaN among the values. Check the weights and outputs of the original model.")
    }
  }
}
