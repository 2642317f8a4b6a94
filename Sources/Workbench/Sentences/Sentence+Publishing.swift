import Charts
import Interchange
import PortfolioSite
import Reports

extension PortfolioError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .missingRecord(let project, let digest):
      Sentence(
        .failed, ja: "プロジェクト \(project)：記録 \(digest.prefix(12))… がありません。keiryo compress の出力にある値を書いてください。",
        en: "Project \(project): there is no record \(digest.prefix(12))…. Use the one that keiryo compress printed.")
    case .wrongRecord(let project, let digest, let found):
      Sentence(
        .failed, ja: "プロジェクト \(project)：記録 \(digest.prefix(12))… は \(found) なので、ここには使えません。",
        en: "Project \(project): record \(digest.prefix(12))… is of kind \(found) and does not fit here.")
    case .missingFigure(let project, let figure):
      Sentence(
        .failed, ja: "プロジェクト \(project)：{{\(figure)}} にあたる数値が記録にありません。行の名前と項目を確かめてください。",
        en: "Project \(project): no record gives {{\(figure)}}. Check the row and the quantity.")
    case .unpublishableFigure(let project, let figure):
      Sentence(
        .failed, ja: "プロジェクト \(project)：{{\(figure)}} は差がノイズに埋もれているため公開できません。静かなときに測り直してください。",
        en:
          "Project \(project): {{\(figure)}} is too close to noise to publish. Measure again when the machine is quiet."
      )
    case .typedNumber(let project, let field, let text):
      Sentence(
        .failed, ja: "プロジェクト \(project) の \(field)：数値「\(text)」が直接書かれています。{{行.項目}} で引用してください。",
        en: "Project \(project), \(field): \"\(text)\" is typed in. Quote it as {{row.quantity}}.")
    case .missingText(let project, let field):
      Sentence(
        .failed, ja: "プロジェクト \(project)：\(field) が日本語か英語で空です。書いてください。",
        en: "Project \(project): \(field) is empty in Japanese or English. Fill it in.")
    default: fileSentence
    }
  }

  private var fileSentence: Sentence {
    switch self {
    case .badSlug(let slug):
      Sentence(
        .failed, ja: "プロジェクトの名前 \(slug) は使えません。英小文字、数字、ハイフンで、重ならない名前にしてください。",
        en: "The project name \(slug) is not usable. Use lower-case letters, digits and hyphens, each name once.")
    case .debugBuild(let project):
      Sentence(
        .failed, ja: "プロジェクト \(project)：デバッグビルドで測った値は公開できません。make start のあとに測り直してください。",
        en: "Project \(project): measured with a debug build. Measure again after make start.")
    case .brokenBundle(let faults):
      Sentence(
        .failed, ja: "証拠のつながりが壊れています（\(faults.count) か所）。keiryo doctor で確かめてください。",
        en: "The evidence does not add up (\(faults.count) places). See keiryo doctor.")
    case .leak(let file, let what):
      Sentence(
        .failed, ja: "\(file) に公開してはいけないもの（\(what.rawValue)）が含まれています。取り除いてから作り直してください。",
        en: "\(file) would publish something private (\(what.rawValue)). Remove it and build again.")
    case .notASite(let path):
      Sentence(
        .environment, ja: "\(path) は Keiryo が作ったページではないため、上書きしません。移してください。",
        en: "\(path) is not a site made by Keiryo and is not overwritten. Move it away.")
    case .template(let name, let reason):
      Sentence(.internal, ja: "ひな型 \(name) が使えません（\(reason)）。", en: "Template \(name) is not usable (\(reason)).")
    case .file(let path, let code):
      SystemWords.sentence(
        .environment, path, code, adviceJa: "書き込める場所か確かめてください。", adviceEn: "Check that it can be written.")
    case .unencodable(let error): error.sentence
    default: Sentence(.internal, ja: "ページを作れません：\(self)。", en: "The site cannot be made: \(self).")
    }
  }
}

extension BundleFault {
  /// What is wrong, for a person.
  var words: LocalizedText {
    switch self {
    case .notCanonical: LocalizedText(ja: "書き換えられています（元の書式と違います）", en: "altered: not written as Keiryo writes it")
    case .digest: LocalizedText(ja: "全体のハッシュが合いません", en: "the digest of the whole does not match")
    case .unreadable(let reason): LocalizedText(ja: "読めません（\(reason)）", en: "unreadable (\(reason))")
    case .gap(let sequence): LocalizedText(ja: "記録 \(sequence) が抜けています", en: "record \(sequence) is missing")
    case .previous(let sequence):
      LocalizedText(ja: "記録 \(sequence) が前の記録につながりません", en: "record \(sequence) does not follow the one before")
    case .link(let sequence):
      LocalizedText(ja: "記録 \(sequence) のハッシュが合いません", en: "the hash of record \(sequence) does not match")
    case .content(let digest):
      LocalizedText(ja: "内容 \(digest.prefix(12))… が変わっています", en: "content \(digest.prefix(12))… was changed")
    case .unchained(let digest):
      LocalizedText(ja: "内容 \(digest.prefix(12))… が記録の鎖にありません", en: "content \(digest.prefix(12))… is not in the chain")
    case .statistics(let digest, let place):
      LocalizedText(
        ja: "\(place)（\(digest.prefix(12))…）の比や区間が生の値と合いません",
        en: "ratio or interval of \(place) (\(digest.prefix(12))…) does not follow from the samples")
    case .duplicate(let digest):
      LocalizedText(ja: "内容 \(digest.prefix(12))… が重なっています", en: "content \(digest.prefix(12))… appears twice")
    }
  }
}

extension InterchangeError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .format(let error): error.sentence
    case .foreign(let error): error.sentence
    case .graph(let error): error.sentence
    case .unknownFormat(let file): WorkbenchError.unknownFormat(path: file, known: ModelPath.readable).sentence
    case .executable(let file):
      Sentence(
        .badFile, ja: "\(file)：Python の pickle はプログラムなので開きません。torch.onnx.export で .onnx に書き出してください。",
        en: "\(file): a Python pickle is a program and is not opened. Write an .onnx with torch.onnx.export.")
    case .batch(let batch):
      Sentence(.usage, ja: "バッチ \(batch) は使えません。", en: "A batch of \(batch) is not usable.")
    }
  }
}
