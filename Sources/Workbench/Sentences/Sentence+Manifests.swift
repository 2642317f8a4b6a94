import Manifests

extension ManifestError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .malformed(let file, let line, let column, let problem):
      Sentence(
        .badFile, ja: "\(file):\(line):\(column)：YAML として読めません（\(YAMLProblem.japanese(problem))）。この行か、その前の行を直してください。",
        en: "\(file):\(line):\(column): not valid YAML (\(problem)). Correct this line or the one before.")
    case .mismatch(let file, let place, let keyPath, let expected):
      expected.sentence(
        at: [file, place.line.map(String.init)].compactMap(\.self).joined(separator: ":")
          + (keyPath.isEmpty ? "" : " \(keyPath)"))
    case .tooLarge(let file, let bytes, let limit):
      Sentence(
        .badFile, ja: "\(file)：\(bytes) バイトあります。読めるのは \(limit) バイトまでです。正しいファイルか確かめてください。",
        en: "\(file): \(bytes) bytes; at most \(limit) are read. Check that it is the right file.")
    case .unreadable(let file, let code):
      SystemWords.sentence(.badFile, file, code, adviceJa: "パスを確かめてください。", adviceEn: "Check the path.")
    }
  }
}

extension ManifestError.Expectation {
  fileprivate func sentence(at place: String) -> Sentence {
    let words = words
    return Sentence(.badFile, ja: "\(place)：\(words.ja)", en: "\(place): \(words.en)")
  }

  private var words: (ja: String, en: String) {
    switch self {
    case .key(let key): ("項目 \(key) がありません。書き足してください。", "the key \(key) is missing. Add it.")
    case .knownKey(let key, let nearest?, _):
      ("項目 \(key) はありません。\(nearest) ではありませんか。", "there is no key \(key). Did you mean \(nearest)?")
    case .knownKey(let key, nil, let known):
      (
        "項目 \(key) はありません。使えるのは \(known.joined(separator: "、")) です。",
        "there is no key \(key). Use \(known.joined(separator: ", "))."
      )
    case .value(let kind): ("ここには\(kind.words.ja)を書いてください。", "this must be \(kind.words.en).")
    case .oneOf(let names):
      ("\(names.joined(separator: "、")) のどれかを書いてください。", "write one of \(names.joined(separator: ", ")).")
    case .range(let lowest, let highest):
      ("\(lowest) から \(highest) の範囲にしてください。", "choose a value from \(lowest) to \(highest).")
    case .singleKey(let names):
      (
        "1 つの「-」には \(names.joined(separator: "、")) のどれか 1 つだけを書いてください。",
        "each entry holds exactly one of \(names.joined(separator: ", "))."
      )
    case .entry: ("1 つ以上書いてください。", "write at least one entry.")
    case .identifier(let longest):
      (
        "半角の英数字とハイフン（-）だけで、\(longest) 文字以内にしてください。",
        "use only letters, digits and hyphens, at most \(longest) of them."
      )
    case .otherContent: ("この値は使えません。書き方を確かめてください。", "this value is not usable. Check how it is written.")
    }
  }
}

extension ManifestError.Kind {
  fileprivate var words: (ja: String, en: String) {
    switch self {
    case .mapping: ("「項目: 値」の組", "keys with values, as in key: value")
    case .list: ("「- 」で始まる並び", "a list, lines that begin with -")
    case .text: ("文字列", "text")
    case .truth: (" true か false ", "true or false")
    case .number: ("数", "a number")
    case .integer: ("整数", "a whole number")
    case .natural: (" 0 以上の整数", "a whole number of 0 or more")
    }
  }
}

/// The YAML parser's English phrases, in Japanese.
private enum YAMLProblem {
  static func japanese(_ problem: String) -> String {
    if problem.hasPrefix(duplicates) { return "項目 \(problem.dropFirst(duplicates.count)) が 2 回あります" }
    return phrases.first { problem.contains($0.phrase) }?.japanese ?? "書き方が YAML の規則に合っていません"
  }

  private static let duplicates = "duplicated keys: "

  private static let phrases: [(phrase: String, japanese: String)] = [
    ("undefined alias", "* の参照先がありません"),
    ("cannot start any token", "タブなど、ここに置けない文字があります"),
    ("mapping values are not allowed", "この位置に「:」は置けません"),
    ("could not find expected ':'", "「:」がありません"),
    ("did not find expected key", "字下げがそろっていないか、項目の名前がありません"),
    ("did not find expected '-' indicator", "「-」の字下げがそろっていません"),
    ("did not find expected ',' or ']'", "「,」か「]」がありません"),
    ("did not find expected ',' or '}'", "「,」か「}」がありません"),
    ("did not find expected node content", "括弧が閉じていないか、値がありません"),
    ("unexpected end of stream", "引用符が閉じていません"),
    ("unknown escape character", "引用符の中に知らないエスケープがあります"),
    ("control characters are not allowed", "制御文字があります"),
    ("invalid leading UTF-8", "UTF-8 ではない文字があります"),
  ]
}
