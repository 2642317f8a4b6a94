import Datasets
import Measurement
import Processes
import Reports

extension DatasetError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .inputType(let name, let found):
      Sentence(
        .badFile, ja: "\(name)：入力は、件数の軸を先頭に持つ uint8・float32・int32 の配列です（画像は 4 次元）。見つかったのは \(found) です。",
        en: "\(name): inputs must be uint8, float32 or int32 with samples first (images: rank 4); found \(found).")
    case .targetType(let name, let found):
      Sentence(
        .badFile, ja: "\(name)：正解は int32 のトークン列か float32 の値でなければなりません。見つかったのは \(found) です。",
        en: "\(name): targets must be int32 sequences of tokens or float32 values; found \(found).")
    case .targetKind(let expected, let found):
      Sentence(
        .usage,
        ja: "この処理に必要な正解は「\(expected.word.ja)」ですが、このデータにあるのは「\(found.word.ja)」です。",
        en: "This needs data with \(expected.word.en); these have \(found.word.en).")
    case .targetCount(let name, let samples, let targets):
      Sentence(
        .badFile, ja: "\(name)：入力 \(samples) 件に対して正解が \(targets) 件です。組になるファイルか確かめてください。",
        en: "\(name): \(samples) samples, but \(targets) targets. Check that the files belong together.")
    case .box(let name, let sample):
      Sentence(
        .badFile, ja: "\(name)：\(sample) 番目の画像の枠が空か、画像の外に出ています。座標は 0〜1 です。",
        en: "\(name): a box of image \(sample) is empty or leaves the image. Coordinates are 0 to 1.")
    case .label(let name, let index, let found, let classes):
      Sentence(
        .badFile, ja: "\(name)：\(index) 番目のラベル \(found) は 0〜\(classes - 1) の範囲にありません。",
        en: "\(name): label \(found) at \(index) is outside 0 to \(classes - 1).")
    case .normalization(let name, let channels):
      Sentence(
        .badFile, ja: "\(name)：平均と標準偏差が \(channels) チャネルに合いません。",
        en: "\(name): means and deviations do not fit \(channels) channels.")
    case .range(let name, let asked, let available):
      Sentence(
        .usage, ja: "\(name)：\(asked) 件は取り出せません（\(available) 件まで）。",
        en: "\(name): \(asked) samples asked for, \(available) available.")
    case .shares(let shares):
      Sentence(
        .usage, ja: "データの分け方 \(shares) が正しくありません。合計を 1000 以下にしてください。",
        en: "The shares \(shares) are not usable; their sum must be at most 1000.")
    }
  }
}

extension LoadingError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .format(let error): error.sentence
    case .dataset(let error): error.sentence
    case .folder(let path, let code):
      SystemWords.sentence(.badFile, path, code, adviceJa: "フォルダを確かめてください。", adviceEn: "Check the folder.")
    case .noClasses(let path, let extensions):
      Sentence(
        .badFile,
        ja: "\(path)：読めるファイルがありません。クラスごとのフォルダに .\(extensions.joined(separator: "、.")) を入れてください。",
        en: "\(path): nothing to read. Put a folder for each class there, with .\(extensions.joined(separator: ", ."))"
          + " files.")
    case .tooMuch(let path, let name, let allowed, let found):
      Sentence(
        .badFile, ja: "\(path)：多すぎます（\(name) が \(found)、上限 \(allowed)）。一部だけを別のフォルダに置いてください。",
        en: "\(path): too much (\(name): \(found), limit \(allowed)). Put a part of it in a folder of its own.")
    case .sampleRate(let path, let expected, let found):
      Sentence(
        .badFile, ja: "\(path)：標本化周波数が \(found) Hz です。\(expected) Hz に変換してください。",
        en: "\(path): \(found) Hz. Convert it to \(expected) Hz.")
    case .field(let path, let line, let column, let found):
      Sentence(
        .badFile, ja: "\(path) の \(line) 行目 \(column) 列目：「\(found.prefix(40))」は数ではありません。数に直すか、その行を除いてください。",
        en:
          "\(path) line \(line), column \(column): \"\(found.prefix(40))\" is no number. Correct it or leave the row out."
      )
    case .emptyTable(let path):
      Sentence(
        .badFile, ja: "\(path)：データの行がありません。数値の列とラベルの列が要ります。",
        en: "\(path): no rows of data. A column of numbers and one of labels are needed.")
    case .noColumn(let path, let name, let known):
      Sentence(
        .usage, ja: "\(path)：列 \(name) はありません。あるのは \(known.prefix(20).joined(separator: "、")) です。",
        en: "\(path): there is no column \(name). There are \(known.prefix(20).joined(separator: ", ")).")
    case .emptyPart(let path, let split, let total):
      Sentence(
        .badFile, ja: "\(path)：\(total) 件では少なすぎ、\(split.rawValue) に 1 件も入りません。データを増やしてください。",
        en: "\(path): \(total) samples are too few: none falls into \(split.rawValue). Add more.")
    }
  }
}

extension Targets.Kind {
  /// What the targets are.
  var word: LocalizedText {
    switch self {
    case .classes: LocalizedText(ja: "クラス", en: "classes")
    case .boxes: LocalizedText(ja: "物体の枠", en: "boxes")
    case .tokens: LocalizedText(ja: "次のトークン", en: "next tokens")
    case .reconstruction: LocalizedText(ja: "入力そのもの（異常検知）", en: "the input itself (anomaly detection)")
    case .identities: LocalizedText(ja: "だれであるか", en: "identities")
    case .values: LocalizedText(ja: "数値", en: "values")
    }
  }
}

extension ReportError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .unknownSchemaVersion(let report, let found, let newest):
      Sentence(
        .badFile, ja: "\(report) の版 \(found) はこの Keiryo（\(newest) まで）では読めません。git pull で新しくしてください。",
        en: "\(report) version \(found) is newer than this Keiryo reads (\(newest)). Update with git pull.")
    case .tooFewPlacements(let found, let needed):
      Sentence(
        .failed, ja: "測定の配置が \(found) 通りしかありません（\(needed) 通り必要です）。測り直してください。",
        en: "Only \(found) placements were measured; \(needed) are needed. Measure again.")
    case .unpairedSamples(let baseline, let candidate):
      Sentence(
        .badFile, ja: "測定の組がそろっていません（\(baseline) と \(candidate)）。",
        en: "Samples are not in pairs (\(baseline) and \(candidate)).")
    case .impossibleSamples(let field, let value):
      Sentence(.badFile, ja: "測定値 \(field) = \(value) はありえません。", en: "A sample of \(field) = \(value) is impossible.")
    case .differentConditions(let field, let baseline, let candidate):
      Sentence(
        .failed, ja: "条件 \(field) が違います（\(baseline) と \(candidate)）。同じ条件で測り直してください。",
        en: "Conditions differ in \(field) (\(baseline) and \(candidate)). Measure again under the same ones.")
    case .impossibleAccuracy(let correct, let count):
      Sentence(.badFile, ja: "正解数 \(correct) / \(count) はありえません。", en: "\(correct) correct of \(count) is impossible.")
    case .brokenAblation(let row):
      Sentence(.badFile, ja: "比較表の \(row) 行目に測定がありません。", en: "Row \(row) of the table lacks its measurement.")
    }
  }
}

extension TimingError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .workload(let error): Sentence(for: error)
    case .report(let error): error.sentence
    }
  }
}

extension ProcessError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .cannotStart(let executable, let step, let code):
      Sentence(
        .environment, ja: "\(executable) を起動できません（\(step)、\(code)）。keiryo doctor で確かめてください。",
        en: "\(executable) cannot be started (\(step), \(code)). See keiryo doctor.")
    }
  }
}
