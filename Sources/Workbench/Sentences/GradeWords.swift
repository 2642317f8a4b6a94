package import Reports

/// The sentences behind the keys of grade messages.
package enum GradeWords {
  package static func text(_ message: Message) -> LocalizedText {
    switch message {
    case .text(let text): text
    case .keyed(let key, let arguments): sentence(key) { arguments[$0] ?? "" }
    }
  }

  private static func sentence(_ key: String, _ argument: (String) -> String) -> LocalizedText {
    switch key {
    case "submission.empty":
      LocalizedText(
        ja: "ファイルに解答がありません。keiryo lab reset で元の形に戻せます。",
        en: "There is no code in the file. keiryo lab reset restores the beginning.")
    case "submission.tooLarge":
      LocalizedText(
        ja: "ファイルが大きすぎます（\(argument("bytes")) バイト、上限 1 MiB）。",
        en: "The file is too large (\(argument("bytes")) bytes, limit 1 MiB).")
    case "submission.notText":
      LocalizedText(ja: "ファイルを UTF-8 で保存し直してください。", en: "Save the file as UTF-8.")
    case "submission.import":
      LocalizedText(
        ja: "\(argument("line")) 行目：\(argument("word")) はこのラボでは読み込めません。使えるのは \(argument("allowed")) です。",
        en:
          "Line \(argument("line")): \(argument("word")) may not be imported in this lab. Allowed: \(argument("allowed"))."
      )
    case "submission.forbidden":
      LocalizedText(
        ja: "\(argument("line")) 行目：\(argument("word")) はこのラボでは使えません。理由は課題文にあります。",
        en: "Line \(argument("line")): \(argument("word")) may not be used in this lab. The brief says why.")
    case "build.failed":
      LocalizedText(ja: "コンパイルできません。", en: "Your file does not compile.")
    case "build.interface":
      LocalizedText(
        ja: "課題が求める関数が見つからないか、形が変わっています。名前と引数を課題文に合わせてください。",
        en: "A function the tasks ask for is missing or has another form. Match its name and parameters to the brief.")
    case "build.timeLimit":
      LocalizedText(
        ja: "コンパイルが 60 秒で終わりませんでした。長い式を分けてください。",
        en: "Compiling took longer than 60 s. Split long expressions.")
    case "build.limit":
      LocalizedText(
        ja: "コンパイルがメモリか出力の上限を超えました。", en: "Compiling went over its memory or output limit.")
    default: runSentence(key, argument)
    }
  }

  private static func runSentence(_ key: String, _ argument: (String) -> String) -> LocalizedText {
    switch key {
    case "worker.timeLimit":
      LocalizedText(
        ja: "\(argument("seconds")) 秒以内に答えが返りませんでした。終わらない繰り返しがないか見てください。",
        en: "No answer within \(argument("seconds")) s. Look for a loop that does not end.")
    case "worker.memoryLimit":
      LocalizedText(
        ja: "メモリの上限を超えました。配列が伸び続けていないか見てください。",
        en: "The memory limit was reached. Look for an array that keeps growing.")
    case "worker.outputLimit":
      LocalizedText(ja: "出力が多すぎるため止めました。", en: "Stopped because of too much output.")
    case "worker.crash":
      LocalizedText(
        ja: "プログラムが落ちました（シグナル \(argument("signal"))）。添字の範囲や桁あふれを見てください。",
        en: "The program crashed (signal \(argument("signal"))). Look at index ranges and overflow.")
    case "worker.exited":
      LocalizedText(
        ja: "答える前にプログラムが終了しました（コード \(argument("code"))）。",
        en: "The program ended before answering (code \(argument("code"))).")
    case "worker.thrown":
      LocalizedText(ja: "エラーが投げられました：\(argument("error"))", en: "An error was thrown: \(argument("error"))")
    case "worker.count":
      LocalizedText(
        ja: "\(argument("expected")) 件を渡しましたが \(argument("returned")) 件が返りました。",
        en: "\(argument("expected")) cases went in, \(argument("returned")) came back.")
    case "worker.unknownFunction", "worker.badReply":
      LocalizedText(
        ja: "\(argument("name")) の返した値を読めません。型を課題文に合わせてください。",
        en: "What \(argument("name")) returned cannot be read. Match its type to the brief.")
    case "worker.cancelled": LocalizedText(ja: "中断しました。", en: "Cancelled.")
    case "judge.nothingAsked", "judge.nothingRan":
      LocalizedText(ja: "何も検査できませんでした。", en: "Nothing could be checked.")
    case "judge.failed", "judge.noRecord", "worker.cannotStart", "artefact.noExaminer", "artefact.noRecord":
      LocalizedText(
        ja: "採点器の側で失敗しました。解答のせいではなく、記録にも残しません。keiryo doctor を実行してください。",
        en: "The grader itself failed. This is not about your file and is not recorded. Run keiryo doctor.")
    default: LocalizedText(verbatim: key)
    }
  }
}
