import Grading
import Lessons
import Progress

extension LessonError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .unreadable(let file):
      Sentence(
        .badFile, ja: "\(file)：開けません。git status で消えていないか確かめてください。",
        en: "\(file): cannot be opened. See whether git status shows it missing.")
    case .tooLarge(let file, let bytes, let limit):
      Sentence(.badFile, ja: "\(file)：\(bytes) バイトあります（上限 \(limit)）。", en: "\(file): \(bytes) bytes (limit \(limit)).")
    case .notUTF8(let file):
      Sentence(.badFile, ja: "\(file)：UTF-8 で保存し直してください。", en: "\(file): save it as UTF-8.")
    case .nestedTooDeep(let file, let line, let limit):
      Sentence(
        .badFile, ja: "\(file):\(line)：引用や箇条書きの入れ子は \(limit) 段までです。",
        en: "\(file):\(line): quotes and lists nest at most \(limit) deep.")
    case .noFrontMatter(let file):
      Sentence(
        .badFile, ja: "\(file)：先頭に --- で囲んだ見出し情報が必要です。",
        en: "\(file): the head between two --- lines is missing.")
    case .manifest(let error): error.sentence
    case .unreadableFigures(let file):
      Sentence(
        .badFile, ja: "\(file)：測定の記録として読めません。git status で変わっていないか確かめてください。",
        en: "\(file): not readable as a recorded measurement. See whether git status shows it changed.")
    case .duplicateID(let id, let first, let second):
      Sentence(
        .badFile, ja: "レッスン \(id) が 2 つあります：\(first) と \(second)。",
        en: "Lesson \(id) exists twice: \(first) and \(second).")
    case .unknownPrerequisite(let name, let lesson):
      Sentence(
        .badFile, ja: "レッスン \(lesson) の前提 \(name) がありません。",
        en: "Lesson \(lesson) asks for \(name) first, which does not exist.")
    case .prerequisiteCycle(let lessons):
      Sentence(
        .badFile, ja: "レッスンの前提が輪になっています：\(lessons.joined(separator: "、"))。",
        en: "These lessons wait for each other: \(lessons.joined(separator: ", ")).")
    case .unknownLesson(let name):
      Sentence(
        .usage, ja: "レッスン \(name) はありません。keiryo lesson で一覧を見てください。",
        en: "There is no lesson \(name). keiryo lesson lists them.")
    }
  }
}

extension GradingError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .noCompiler:
      Sentence(
        .environment, ja: "swiftc が PATH にありません。Swift 6.2 以上を入れて make start を実行してください。",
        en: "swiftc is not on PATH. Install Swift 6.2 or newer and run make start.")
    case .kitMissing(let path):
      Sentence(
        .environment, ja: "採点の部品がありません（\(path)）。make start を一度実行してください。",
        en: "The grading library is missing (\(path)). Run make start once.")
    case .kitBuildFailed(let log):
      Sentence(
        .environment, ja: "採点の部品をビルドできません：\(log.lastLine)。make start で全体の出力を見てください。",
        en: "The grading library does not build: \(log.lastLine). See all of it with make start.")
    case .labFile(let path, let code):
      SystemWords.sentence(
        .badFile, path, code, adviceJa: "git status で消えていないか確かめてください。",
        adviceEn: "See whether git status shows it missing.")
    case .judgeBuildFailed(let lab, let log), .harnessBuildFailed(let lab, let log):
      Sentence(
        .internal, ja: "ラボ \(lab) 自体がコンパイルできません（解答のせいではありません）：\(log.lastLine)。",
        en: "Lab \(lab) itself does not compile (not your file): \(log.lastLine).")
    case .scratch(let path, let code):
      SystemWords.sentence(
        .environment, path, code, adviceJa: "--home か KEIRYO_HOME で書き込める場所を指定してください。",
        adviceEn: "Name a writable place with --home or KEIRYO_HOME.")
    case .process(let error): error.sentence
    case .examinerFailed(let log):
      Sentence(
        .internal, ja: "作ったモデルを調べられませんでした：\(log.lastLine)。判定はしていません。もう一度採点してください。",
        en: "The built model could not be examined: \(log.lastLine). There is no verdict; grade again.")
    case .cancelled: WorkbenchError.interrupted.sentence
    }
  }
}

extension LabStub.Failure: Spoken {
  package var sentence: Sentence {
    let line: Int? =
      switch self {
      case .nested(let line), .outside(let line), .unclosed(let line): line
      case .noRegion: nil
      }
    let place = line.map { ":\($0)" } ?? ""
    return Sentence(
      .internal, ja: "ラボの Solution.swift\(place) の印が正しくありません。keiryo-dev check で確かめてください。",
      en: "The markers of the lab's Solution.swift\(place) are not right. See keiryo-dev check.")
  }
}

extension ProgressError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .unwritableFolder(let path, let code):
      WorkbenchError.readOnlyHome(path: path, code: code).sentence
    case .corrupt(let path, let detail):
      Sentence(
        .environment, ja: "\(path)：記録のファイルが壊れています（\(detail)）。バックアップから戻すか、別の名前に移してください。",
        en: "\(path): the record is damaged (\(detail)). Restore a backup or move the file aside.")
    case .foreignFile(let path, _):
      Sentence(
        .environment, ja: "\(path)：別のプログラムのデータベースです。移すか --home で別の場所を指定してください。",
        en: "\(path): a database of another program. Move it or choose another --home.")
    case .newerSchema(let path, let found, let newest):
      Sentence(
        .environment, ja: "\(path)：新しい Keiryo の記録です（版 \(found)、ここでは \(newest) まで）。git pull してください。",
        en: "\(path): written by a newer Keiryo (version \(found), this one knows \(newest)). Run git pull.")
    case .wrongPurpose(let path, let found):
      Sentence(
        .environment, ja: "\(path)：\(found) の記録なので、ここでは使いません。",
        en: "\(path): this is a \(found) record and is not used here.")
    case .locked(let path):
      Sentence(
        .environment, ja: "\(path)：ほかの keiryo が使っています。終わるのを待ってください。",
        en: "\(path): another keiryo is using it. Wait until it is done.")
    case .diskFull(let path):
      Sentence(
        .environment, ja: "\(path)：ディスクに空きがありません。空けてからやり直してください。",
        en: "\(path): the disk is full. Free some space and try again.")
    case .unreadableRecord(let sequence, let reason):
      Sentence(
        .environment, ja: "記録 \(sequence) を読めません（\(reason)）。keiryo doctor で確かめてください。",
        en: "Record \(sequence) cannot be read (\(reason)). See keiryo doctor.")
    case .unencodable(let error): error.sentence
    case .database(let code, let message):
      Sentence(
        .environment, ja: "記録のデータベースがエラーを返しました（\(code)：\(message)）。",
        en: "The record's database answered with an error (\(code): \(message)).")
    }
  }
}

extension String {
  fileprivate var lastLine: String { split(separator: "\n").last.map(String.init) ?? "" }
}
