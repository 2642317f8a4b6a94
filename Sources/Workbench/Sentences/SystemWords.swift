import Reports

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the operating system's codes mean to someone who typed a path.
enum SystemWords {
  /// A clause that follows the path: "a.onnx: not found".
  static func clause(_ code: Int32) -> LocalizedText {
    switch code {
    case ENOENT: LocalizedText(ja: "見つかりません", en: "not found")
    case EACCES, EPERM: LocalizedText(ja: "読み書きの権限がありません", en: "permission denied")
    case EEXIST: LocalizedText(ja: "フォルダの場所に同じ名前のファイルがあります", en: "a file stands where a folder is needed")
    case EISDIR: LocalizedText(ja: "ファイルではなくフォルダです", en: "this is a folder, not a file")
    case ENOTDIR: LocalizedText(ja: "途中にフォルダでないものがあります", en: "part of the path is not a folder")
    case EROFS: LocalizedText(ja: "読み取り専用のファイルシステムです", en: "the file system is read-only")
    case ENOSPC, EDQUOT: LocalizedText(ja: "ディスクに空きがありません", en: "the disk is full")
    case ENAMETOOLONG: LocalizedText(ja: "名前が長すぎます", en: "the name is too long")
    case EINVAL: LocalizedText(ja: "普通のファイルではありません", en: "this is no regular file")
    case ELOOP: LocalizedText(ja: "シンボリックリンクが輪になっています", en: "symbolic links go round in a circle")
    case EMFILE, ENFILE: LocalizedText(ja: "開いているファイルが多すぎます", en: "too many files are open")
    case EFBIG: LocalizedText(ja: "ファイルが大きすぎます", en: "the file is too large")
    case 0: LocalizedText(ja: "テキスト（UTF-8）として読めません", en: "not readable as UTF-8 text")
    default: LocalizedText(ja: "入出力エラー（\(code)）", en: "input or output error (\(code))")
    }
  }

  /// "path: clause. advice"
  static func sentence(
    _ status: ExitStatus, _ path: String, _ code: Int32, adviceJa: String, adviceEn: String
  ) -> Sentence {
    let words = clause(code)
    return Sentence(status, ja: "\(path)：\(words.ja)。\(adviceJa)", en: "\(path): \(words.en). \(adviceEn)")
  }

  /// The same for a file that was to be written.
  static func unwritable(_ path: String, _ code: Int32) -> Sentence {
    guard code != ENOENT else {
      return Sentence(
        .environment, ja: "\(path)：書き込み先のフォルダがありません。先に作るか、別の場所を指定してください。",
        en: "\(path): the folder to write to does not exist. Create it or choose another place.")
    }
    return sentence(
      .environment, path, code, adviceJa: "書き込める場所を指定してください。", adviceEn: "Choose a place that can be written.")
  }
}
