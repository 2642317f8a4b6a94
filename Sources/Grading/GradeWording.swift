package import Reports

/// The sentences behind the keyed messages of a report: what happened, and what to do next.
///
/// They stand beside the code that makes the keys, so that a new key and its sentence are one change.
package enum GradeWording {
  /// `nil` for a key this version does not know.
  package static func text(for message: Message) -> LocalizedText? {
    switch message {
    case .text(let text): text
    case .keyed(let key, let arguments): text(key) { arguments[$0] ?? "?" }
    }
  }

  /// Every key that grading and judges write.
  package static let keys = [
    "submission.tooLarge", "submission.notText", "submission.empty", "submission.import", "submission.forbidden",
    "build.failed", "build.interface", "build.timeLimit", "build.limit", "judge.failed", "judge.noRecord",
    "judge.nothingRan", "judge.nothingAsked", "judge.data", "worker.timeLimit", "worker.memoryLimit",
    "worker.outputLimit", "worker.crash", "worker.exited", "worker.cancelled", "worker.thrown",
    "worker.unknownFunction", "worker.badReply", "worker.count", "worker.cannotStart",
    "artefact.noExaminer", "artefact.noRecord",
  ]

  private static func text(_ key: String, _ value: (String) -> String) -> LocalizedText? {
    let words: (ja: String, en: String)? =
      if key.hasPrefix("submission.") { submission(key, value) } else if key.hasPrefix("worker.") {
        worker(key, value)
      } else { building(key, value) }
    return words.map { LocalizedText(ja: $0.ja, en: $0.en) }
  }

  private static func submission(_ key: String, _ value: (String) -> String) -> (ja: String, en: String)? {
    switch key {
    case "submission.tooLarge":
      (
        "ファイルが大きすぎます（\(value("bytes")) バイト）。1 MiB 以下にしてください。",
        "The file is too large (\(value("bytes")) bytes). Keep it within 1 MiB."
      )
    case "submission.notText":
      ("ファイルが UTF-8 のテキストではありません。UTF-8 で保存し直してください。", "The file is not UTF-8 text. Save it as UTF-8.")
    case "submission.empty":
      (
        "ファイルにコードがありません。`keiryo lab reset` で最初の状態に戻せます。",
        "The file holds no code. `keiryo lab reset` brings back the starting point."
      )
    case "submission.import":
      (
        "\(value("line")) 行目：このラボでは \(value("word")) を import できません。使えるのは \(value("allowed")) です。",
        "Line \(value("line")): this lab does not allow importing \(value("word")). Allowed: \(value("allowed"))."
      )
    case "submission.forbidden":
      (
        "\(value("line")) 行目：このラボでは \(value("word")) を使えません。理由は課題文の「使えないもの」にあります。",
        "Line \(value("line")): this lab does not allow \(value("word")). The brief says why under “The rule”."
      )
    default: nil
    }
  }

  private static func building(_ key: String, _ value: (String) -> String) -> (ja: String, en: String)? {
    switch key {
    case "build.failed":
      (
        "コンパイルできませんでした。コンパイラのメッセージです。\n\(value("diagnostics"))",
        "It does not compile. The compiler says:\n\(value("diagnostics"))"
      )
    case "build.interface":
      (
        "課題で決めた関数が見つからないか、形が変わっています。名前、引数、戻り値を課題文に合わせてください。\n\(value("diagnostics"))",
        "A function that the tasks name is missing or has another signature. Restore its name, parameters and result.\n"
          + value("diagnostics")
      )
    case "build.timeLimit":
      ("コンパイルが 60 秒で終わりませんでした。大きな式を分けてみてください。", "Compiling took more than 60 seconds. Try splitting large expressions.")
    case "build.limit":
      ("コンパイル中に、メモリか出力の上限を超えました。", "Compiling went over the limit of memory or output.")
    case "judge.failed":
      (
        "採点器が最後まで動きませんでした（\(value("outcome"))）。判定はしていません。もう一度採点してください。",
        "The judge did not finish (\(value("outcome"))). There is no verdict; grade again."
      )
    case "judge.noRecord":
      ("採点器の記録が届いていないか、途中で切れています。判定はしていません。", "The judge's record is missing or cut short. There is no verdict.")
    case "judge.nothingRan": ("実行されたテストがありません。合格にはなりません。", "No test ran, which is never a pass.")
    case "judge.nothingAsked":
      ("このチェックは1件も質問しませんでした。ラボの不具合です。", "This check asked nothing, which is a fault of the lab.")
    case "artefact.noExaminer":
      (
        "このラボはモデルを調べます。ここには調べる部品がないので、判定はしていません。`keiryo grade` で採点してください。",
        "This lab examines a model, and nothing here can. There is no verdict; grade with `keiryo grade`."
      )
    case "artefact.noRecord":
      ("モデルを調べた記録が足りません。判定はしていません。", "The record about the model is incomplete. There is no verdict.")
    case "judge.data":
      (
        "ラボのデータ \(value("file")) を読めませんでした。チェックアウトを確かめてください。",
        "The lab's data file \(value("file")) cannot be read. Check the checkout."
      )
    default: nil
    }
  }

  private static func worker(_ key: String, _ value: (String) -> String) -> (ja: String, en: String)? {
    switch key {
    case "worker.timeLimit":
      (
        "\(value("seconds")) 秒以内に戻りませんでした。終わらないループがないか確かめてください。",
        "It did not return within \(value("seconds")) s. Look for a loop that does not end."
      )
    case "worker.memoryLimit":
      ("メモリの上限を超えました。配列が伸び続けていないか確かめてください。", "It went over the memory limit. Look for an array that keeps growing.")
    case "worker.outputLimit":
      ("出力が多すぎます。`print` を減らしてください。", "It produced too much output. Print less.")
    case "worker.crash": crash(value("signal"))
    case "worker.exited":
      ("関数の途中でプログラムが終了しました（終了コード \(value("code"))）。", "The program exited inside the function (code \(value("code"))).")
    case "worker.cancelled": ("採点を中止しました。", "Grading was stopped.")
    case "worker.thrown": ("関数がエラーを投げました：\(value("error"))", "The function threw an error: \(value("error"))")
    case "worker.unknownFunction": ("関数 \(value("name")) が登録されていません。", "No function \(value("name")) is registered.")
    case "worker.badReply": ("\(value("name")) の戻り値を読み取れませんでした。", "The result of \(value("name")) could not be read.")
    case "worker.count":
      (
        "結果の数が違います。期待は \(value("expected")) 個、返ったのは \(value("returned")) 個です。",
        "Wrong number of results: expected \(value("expected")), returned \(value("returned"))."
      )
    case "worker.cannotStart":
      ("プログラムを起動できませんでした：\(value("reason"))", "The program could not be started: \(value("reason"))")
    default: nil
    }
  }

  /// The usual causes of a signal in Swift code compiled with optimization.
  private static func crash(_ signal: String) -> (ja: String, en: String) {
    switch signal {
    case "4", "5":
      (
        "実行時エラーで止まりました。配列の範囲外、整数のあふれ、nil の強制アンラップ、Float から整数への範囲外の変換のどれかです。",
        "A runtime trap: an index out of range, an integer overflow, a forced nil, or a Float that does not fit the integer."
      )
    case "11", "7", "10":
      (
        "不正なメモリアクセスで止まりました。終わらない再帰か、ポインタの誤りが考えられます。",
        "An invalid memory access: endless recursion, or a wrong pointer."
      )
    default: ("シグナル \(signal) で止まりました。", "It was stopped by signal \(signal).")
    }
  }
}
