import Formats
import Hashing
import Manifests
import Tensors

extension FormatError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .unreadable(let file, let code):
      SystemWords.sentence(.badFile, file, code, adviceJa: "パスを確かめてください。", adviceEn: "Check the path.")
    case .unwritable(let file, let code):
      SystemWords.sentence(
        .environment, file, code, adviceJa: "書き込める場所を指定してください。",
        adviceEn: "Choose a place that can be written.")
    case .notThisFormat(let place, let format):
      Sentence(
        .badFile, ja: "\(place.file)：\(format) のファイルではありません。別のファイルを指定していないか確かめてください。",
        en: "\(place.file): not a \(format) file. Check that this is the file you meant.")
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
        .badFile, ja: "\(place.words)：読み取れません（\(problem)）。ファイルが壊れていないか確かめてください。",
        en: "\(place.words): cannot be decoded (\(problem)). The file may be damaged.")
    default: contentSentence
    }
  }

  private var contentSentence: Sentence {
    switch self {
    case .limit(let place, let name, let allowed, let found):
      Sentence(
        .badFile, ja: "\(place.words)：\(name) が \(found) あります。読めるのは \(allowed) までです。",
        en: "\(place.words): \(name) is \(found), at most \(allowed) is read.")
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
      Sentence(.badFile, ja: "\(place.words)：あるはずの項目がありません。", en: "\(place.words): required, but absent.")
    case .duplicate(let place, let name):
      Sentence(
        .badFile, ja: "\(place.words)：名前 \(name) が重なっています。", en: "\(place.words): the name \(name) appears twice.")
    case .value(let place, let expected, let found):
      Sentence(
        .badFile, ja: "\(place.words)：\(expected) のはずが \(found) です。",
        en: "\(place.words): expected \(expected), found \(found).")
    case .refused(let place, let feature):
      Sentence(
        .badFile, ja: "\(place.words)：\(feature) は安全のため読みません。1 つのファイルに書き出してください。",
        en: "\(place.words): \(feature) is refused for safety. Export everything into one file.")
    default: Sentence(.internal, ja: "ファイルのエラーです：\(self)。", en: "File error: \(self).")
    }
  }
}

extension FormatError.Place {
  /// `model.onnx graph.node[3] @1024`
  fileprivate var words: String { "\(file) \(field)" + (offset.map { " @\($0)" } ?? "") }
}

extension ManifestError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .malformed(let file, let line, let column, let problem):
      Sentence(
        .badFile, ja: "\(file):\(line):\(column)：YAML として読めません（\(problem)）。この行を直してください。",
        en: "\(file):\(line):\(column): not valid YAML (\(problem)). Correct this line.")
    case .mismatch(let file, let place, let keyPath, let expected):
      expected.sentence(at: [file, place.line.map(String.init)].compactMap(\.self).joined(separator: ":"), keyPath)
    case .tooLarge(let file, let bytes, let limit):
      Sentence(
        .badFile, ja: "\(file)：\(bytes) バイトあります。読めるのは \(limit) バイトまでです。",
        en: "\(file): \(bytes) bytes; at most \(limit) are read.")
    case .unreadable(let file, let code):
      SystemWords.sentence(.badFile, file, code, adviceJa: "パスを確かめてください。", adviceEn: "Check the path.")
    }
  }
}

extension ManifestError.Expectation {
  fileprivate func sentence(at place: String, _ keyPath: String) -> Sentence {
    let path = keyPath.isEmpty ? "" : " \(keyPath)"
    return switch self {
    case .key(let key):
      Sentence(
        .badFile, ja: "\(place)\(path)：項目 \(key) がありません。書き足してください。",
        en: "\(place)\(path): the key \(key) is missing. Add it.")
    case .value(let type):
      Sentence(
        .badFile, ja: "\(place)\(path)：\(type) の値が必要です。", en: "\(place)\(path): a value of type \(type) is needed.")
    case .content(let reason):
      Sentence(
        .badFile, ja: "\(place)\(path)：使えるのは \(reason.hasPrefix("one of ") ? String(reason.dropFirst(7)) : reason) です。",
        en: "\(place)\(path): allowed here: \(reason).")
    }
  }
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
      Sentence(.badFile, ja: "形 \(shape) は扱えません。", en: "Shape \(shape) is not usable.")
    case .byteCount(let expected, let found, let shape):
      Sentence(
        .badFile, ja: "形 \(shape) には \(expected) バイト必要ですが \(found) バイトです。",
        en: "Shape \(shape) needs \(expected) bytes, there are \(found).")
    case .elementType(let expected, let found):
      Sentence(
        .badFile, ja: "\(expected) が必要ですが \(found) です。", en: "\(expected) is needed, found \(found).")
    case .badQuantization(let problem):
      Sentence(.badFile, ja: "量子化の値が使えません（\(problem)）。", en: "Unusable quantization parameters (\(problem)).")
    case .notFinite:
      Sentence(.badFile, ja: "無限大か NaN が含まれています。", en: "Infinity or NaN among the values.")
    }
  }
}
