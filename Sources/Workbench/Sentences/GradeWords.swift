package import Reports

/// The sentences behind the keys of grade messages: what happened, and what to do next.
package enum GradeWords {
  /// A key that this version does not know stands for itself.
  package static func text(_ message: Message) -> LocalizedText {
    switch message {
    case .text(let text): text
    case .keyed(let key, let arguments):
      if key.hasPrefix("submission.") {
        submission(key) { arguments[$0] ?? "?" }
      } else if key.hasPrefix("worker.") {
        worker(key) { arguments[$0] ?? "?" }
      } else {
        grader(key) { arguments[$0] ?? "?" }
      }
    }
  }

  private static func submission(_ key: String, _ value: (String) -> String) -> LocalizedText {
    switch key {
    case "submission.empty":
      LocalizedText(
        ja: "ファイルにコードがありません。keiryo lab reset で最初の状態に戻せます。",
        en: "There is no code in the file. keiryo lab reset brings back the starting point.")
    case "submission.tooLarge":
      LocalizedText(
        ja: "ファイルが大きすぎます（\(value("bytes")) バイト）。1 MiB 以下にしてください。",
        en: "The file is too large (\(value("bytes")) bytes). Keep it within 1 MiB.")
    case "submission.notText":
      LocalizedText(
        ja: "ファイルが UTF-8 のテキストではありません。UTF-8 で保存し直してください。",
        en: "The file is not UTF-8 text. Save it as UTF-8.")
    case "submission.import":
      LocalizedText(
        ja: "\(value("line")) 行目：このラボでは \(value("word")) を import できません。使えるのは \(value("allowed")) です。",
        en: "Line \(value("line")): this lab does not allow importing \(value("word")). Allowed: \(value("allowed")).")
    case "submission.forbidden":
      LocalizedText(
        ja: "\(value("line")) 行目：このラボでは \(value("word")) を使えません。理由は課題文にあります。",
        en: "Line \(value("line")): this lab does not allow \(value("word")). The brief says why.")
    default: LocalizedText(verbatim: key)
    }
  }

  private static func worker(_ key: String, _ value: (String) -> String) -> LocalizedText {
    switch key {
    case "worker.timeLimit":
      LocalizedText(
        ja: "\(value("seconds")) 秒以内に答えが返りませんでした。終わらないループがないか確かめてください。",
        en: "No answer within \(value("seconds")) s. Look for a loop that does not end.")
    case "worker.memoryLimit":
      LocalizedText(
        ja: "メモリの上限を超えました。配列が伸び続けていないか確かめてください。",
        en: "The memory limit was reached. Look for an array that keeps growing.")
    case "worker.outputLimit":
      LocalizedText(ja: "出力が多すぎるため止めました。print を減らしてください。", en: "Stopped because of too much output. Print less.")
    case "worker.crash": crash(value("signal"))
    case "worker.exited":
      LocalizedText(
        ja: "答える前にプログラムが終了しました（終了コード \(value("code"))）。exit を呼んでいないか確かめてください。",
        en: "The program ended before answering (code \(value("code"))). Look for a call of exit.")
    case "worker.thrown":
      LocalizedText(ja: "関数がエラーを投げました：\(value("error"))", en: "The function threw an error: \(value("error"))")
    case "worker.count":
      LocalizedText(
        ja: "結果の数が違います。期待は \(value("expected")) 個、返ったのは \(value("returned")) 個です。",
        en: "Wrong number of results: expected \(value("expected")), returned \(value("returned")).")
    case "worker.unknownFunction":
      LocalizedText(
        ja: "関数 \(value("name")) が見つかりません。名前を課題文に合わせてください。",
        en: "There is no function \(value("name")). Match its name to the brief.")
    case "worker.badReply":
      LocalizedText(
        ja: "\(value("name")) の返した値を読めません。型を課題文に合わせてください。",
        en: "What \(value("name")) returned cannot be read. Match its type to the brief.")
    case "worker.cancelled": LocalizedText(ja: "採点を中断しました。", en: "Grading was cancelled.")
    case "worker.cannotStart":
      LocalizedText(
        ja: "解答のプログラムを起動できませんでした（\(value("reason"))）。解答のせいではありません。keiryo doctor を実行してください。",
        en: "Your program could not be started (\(value("reason"))). This is not about your file. Run keiryo doctor.")
    default: LocalizedText(verbatim: key)
    }
  }

  /// The usual causes of a signal in Swift code compiled with optimization.
  private static func crash(_ signal: String) -> LocalizedText {
    switch signal {
    case "4", "5":
      LocalizedText(
        ja: "実行時エラーで止まりました。配列の範囲外、整数のあふれ、nil の強制アンラップ、整数に収まらない Float の変換のどれかです。",
        en: "A runtime trap: an index out of range, an integer overflow, a forced nil, or a Float that fits no integer."
      )
    case "7", "10", "11":
      LocalizedText(
        ja: "不正なメモリアクセスで止まりました。終わらない再帰か、ポインタの誤りが考えられます。",
        en: "An invalid memory access: endless recursion, or a wrong pointer.")
    default:
      LocalizedText(
        ja: "プログラムがシグナル \(signal) で止まりました。もう一度採点し、続くなら直前の変更を見直してください。",
        en: "The program was stopped by signal \(signal). Grade again; if it stays, look at your last change.")
    }
  }

  private static func grader(_ key: String, _ value: (String) -> String) -> LocalizedText {
    switch key {
    case "build.failed":
      LocalizedText(ja: "コンパイルできません。", en: "Your file does not compile.")
    case "build.interface":
      LocalizedText(
        ja: "課題が求める関数が見つからないか、形が変わっています。名前、引数、戻り値を課題文に合わせてください。",
        en: "A function the tasks ask for is missing or has another form. Restore its name, parameters and result.")
    case "build.timeLimit":
      LocalizedText(
        ja: "コンパイルが 60 秒で終わりませんでした。長い式を分けてください。",
        en: "Compiling took longer than 60 s. Split long expressions.")
    case "build.limit":
      LocalizedText(
        ja: "コンパイルがメモリか出力の上限を超えました。大きな定数や、深い型の入れ子を減らしてください。",
        en: "Compiling went over its memory or output limit. Shorten large literals and deeply nested types.")
    case "judge.nothingAsked", "judge.nothingRan":
      LocalizedText(
        ja: "実行された検査がないため、判定していません。ラボの側の不具合です。keiryo doctor を実行してください。",
        en: "No check ran, so there is no verdict. This is a fault of the lab. Run keiryo doctor.")
    case "judge.data":
      LocalizedText(
        ja: "ラボのデータ \(value("file")) を読めませんでした。Keiryo のファイルが揃っているか確かめてください（git status）。",
        en: "The lab's data file \(value("file")) cannot be read. Check that Keiryo's files are complete (git status).")
    case "judge.failed", "judge.noRecord", "artefact.noExaminer", "artefact.noRecord":
      LocalizedText(
        ja: "採点器の側で失敗しました。解答のせいではなく、記録にも残しません。keiryo doctor を実行してください。",
        en: "The grader itself failed. This is not about your file and is not recorded. Run keiryo doctor.")
    default: LocalizedText(verbatim: key)
    }
  }
}
