import Datasets
import Measurement
import Processes
import Reports

extension DatasetError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .imageType(let name, let found):
      Sentence(
        .badFile, ja: "\(name)：画像は 4 次元の uint8 か float32 が必要ですが \(found) です。",
        en: "\(name): images must be rank 4, uint8 or float32; found \(found).")
    case .labelCount(let name, let images, let labels):
      Sentence(
        .badFile, ja: "\(name)：画像 \(images) 枚に対してラベルが \(labels) 件です。組になるファイルか確かめてください。",
        en: "\(name): \(images) images, but \(labels) labels. Check that the files belong together.")
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
