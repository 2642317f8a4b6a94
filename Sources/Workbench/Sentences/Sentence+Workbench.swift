extension WorkbenchError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .noCheckout:
      Sentence(
        .environment, ja: "Keiryo のフォルダが見つかりません。git clone したフォルダの中で実行してください。",
        en: "The Keiryo folder was not found. Run this inside the folder you cloned.")
    case .unknownLab(let name, let known):
      Sentence(
        .usage, ja: "ラボ \(name) はありません。あるのは \(known.joined(separator: "、")) です（keiryo lab list）。",
        en: "There is no lab \(name). There are \(known.joined(separator: ", ")) (keiryo lab list).")
    case .notStarted(let lab):
      Sentence(
        .usage, ja: "ラボ \(lab) はまだ始めていません。keiryo lab start \(lab) でファイルを作ってください。",
        en: "Lab \(lab) has not been started. keiryo lab start \(lab) creates your file.")
    case .alreadyStarted(let lab, let path):
      Sentence(
        .usage, ja: "ラボ \(lab) のファイルはもうあります：\(path)。最初からやり直すなら keiryo lab reset \(lab)。",
        en: "Your file for lab \(lab) is already there: \(path). To begin again: keiryo lab reset \(lab).")
    case .solutionLocked(let lab):
      Sentence(
        .failed, ja: "ラボ \(lab) の答えは合格してから開きます。手がかりは keiryo lab hint \(lab)。",
        en: "The answer to lab \(lab) opens after you pass. For a clue: keiryo lab hint \(lab).")
    case .unknownTask(let lab, let task, let tasks):
      Sentence(
        .usage, ja: "ラボ \(lab) に課題 \(task) はありません。1〜\(tasks) から選んでください。",
        en: "Lab \(lab) has no task \(task). Choose 1 to \(tasks).")
    case .noArtefact(let lab):
      Sentence(
        .usage, ja: "ラボ \(lab) には作るモデルがありません。keiryo grade \(lab) で採点できます。",
        en: "Lab \(lab) has no model to build. Grade it with keiryo grade \(lab).")
    case .nothingToWatch:
      Sentence(
        .usage, ja: "始めたラボがありません。keiryo lab list から選び、keiryo lab start で始めてください。",
        en: "No lab has been started. Choose one with keiryo lab list, then keiryo lab start.")
    case .dataSpecification(let text):
      Sentence(
        .usage,
        ja: "データ \(text) は読めません。\(DataSource.forms.joined(separator: "、")) のどれかを書いてください（keiryo data）。",
        en: "Data \(text) are not understood. Write one of \(DataSource.forms.joined(separator: ", ")) (keiryo data).")
    case .unknownPreset(let name, let known):
      Sentence(
        .usage, ja: "モデル \(name) はありません。\(known.joined(separator: "、")) から選んでください。",
        en: "There is no model \(name). Choose from \(known.joined(separator: ", ")).")
    case .presetForData(let preset, let data):
      Sentence(
        .usage, ja: "モデル \(preset) は \(data) の入力と正解に合いません。--preset を省くと、データに合うモデルを選びます。",
        en: "Model \(preset) does not fit the inputs and targets of \(data). Without --preset one that fits is chosen.")
    case .smallImages(let preset, let needed, let found):
      Sentence(
        .usage, ja: "モデル \(preset) には縦横とも \(needed) 以上の画像が必要ですが、データは \(found) です。--preset を省くと、データに合うモデルを選びます。",
        en: "Model \(preset) needs images of \(needed)×\(needed) or more, the data have \(found). "
          + "Without --preset one that fits is chosen.")
    case .unfinishedTraining(let checkpoint):
      Sentence(
        .usage, ja: "\(checkpoint)：途中で止まった学習があります。同じコマンドに --resume を付けて続けるか、このファイルを消して最初から始めてください。",
        en: "\(checkpoint) holds an unfinished training. Add --resume to the same command to go on, or delete the file."
      )
    case .trainingStopped(let step, let checkpoint):
      Sentence(
        .failed, ja: "ステップ \(step) で中断し、\(checkpoint) に保存しました。同じコマンドに --resume を付けると続きから学習します。",
        en: "Interrupted at step \(step) and kept in \(checkpoint). Add --resume to the same command to go on.")
    case .unknownRecipe(let name, let known):
      Sentence(
        .usage, ja: "レシピ \(name) はありません。\(known.joined(separator: "、")) か、.yml ファイルのパスを指定してください。",
        en: "There is no recipe \(name). Name \(known.joined(separator: " or ")), or the path of a .yml file.")
    case .unknownPass(let name, let known):
      Sentence(
        .usage, ja: "変換 \(name) はありません。\(known.joined(separator: "、")) から選んでください。",
        en: "There is no pass \(name). Choose from \(known.joined(separator: ", ")).")
    case .unreadable(let path, let code):
      SystemWords.sentence(
        .badFile, path, code, adviceJa: "パスを確かめてください。", adviceEn: "Check the path.")
    case .unwritable(let path, let code): SystemWords.unwritable(path, code)
    case .readOnlyHome(let path, let code):
      SystemWords.sentence(
        .environment, path, code, adviceJa: "--home か KEIRYO_HOME で書き込める場所を指定してください。",
        adviceEn: "Name a writable place with --home or KEIRYO_HOME.")
    default: fileSentence
    }
  }

  private var fileSentence: Sentence {
    switch self {
    case .unknownFormat(let path, let known):
      Sentence(
        .usage, ja: "\(path)：この拡張子の形式は扱えません。\(known.joined(separator: "、")) が使えます。",
        en: "\(path): this file type is not supported. Use \(known.joined(separator: ", ")).")
    case .inputArray(let path, let expected, let found):
      Sentence(
        .badFile, ja: "\(path)：モデルの入力は \(expected) ですが、この配列は \(found) です。形と型を合わせてください。",
        en: "\(path): the model takes \(expected), this array is \(found). Match shape and type.")
    case .missingArray(let input):
      Sentence(
        .usage, ja: "入力 \(input) の配列がありません。--data \(input)=ファイル.npy を加えてください。",
        en: "There is no array for the input \(input). Add --data \(input)=FILE.npy.")
    case .unknownInput(let name, let known):
      Sentence(
        .usage, ja: "入力 \(name) はモデルにありません（入力：\(known.joined(separator: "、"))）。",
        en: "The model has no input \(name). Its inputs: \(known.joined(separator: ", ")).")
    case .sampleCounts(let counts):
      Sentence(
        .badFile, ja: "サンプルの数がそろっていません（\(counts.map(String.init).joined(separator: "、"))）。",
        en: "The arrays hold unlike numbers of samples (\(counts.map(String.init).joined(separator: ", "))).")
    case .calibrationNeedsData(let target):
      Sentence(
        .usage,
        ja: "\(target) には活性値の範囲を知るためのデータが要ります。--data で本番と同じ前処理のデータを指定するか、--to int8-dynamic か int8-weights にしてください。",
        en:
          "\(target) needs data that show the ranges of activations. Name some with --data, preprocessed as in use, or choose --to int8-dynamic or int8-weights."
      )
    case .methodNeedsData(let method):
      Sentence(
        .usage, ja: "\(method) はサンプルを見て決めます。--data で本番と同じ前処理のデータを指定してください。",
        en: "\(method) looks at samples. Name some with --data, preprocessed as in use.")
    case .dropNeedsLabels:
      Sentence(
        .usage, ja: "--max-drop にはクラスの分かる評価用のデータが要ります。--data と、.npy なら --labels も指定してください。",
        en: "--max-drop needs evaluation samples of known classes. Name --data, and --labels for an .npy.")
    case .budgetNeeded:
      Sentence(
        .usage, ja: "--to mixed には --budget が要ります。float の重みに対する割合（0.2）かバイト数（200000）を指定してください。",
        en: "--to mixed needs --budget: a share of the float weights (0.2) or bytes (200000).")
    case .optionNotFor(let option, let target):
      Sentence(
        .usage, ja: "\(option) は --to \(target) では使いません。外してください。",
        en: "\(option) has no meaning with --to \(target). Leave it out.")
    case .noArrays(let path):
      Sentence(
        .badFile, ja: "\(path)：.npy ファイルも .pb ファイルもありません。1 入力につき 1 ファイルを置いてください。",
        en: "\(path): no .npy or .pb file in it. Put one file there for every input.")
    case .noGraphviz:
      Sentence(
        .environment, ja: "図を描くプログラム Graphviz がありません。パッケージ graphviz を入れてください。",
        en: "Graphviz, which draws the graph, is not there. Install it: apt install graphviz or brew install graphviz.")
    case .graphvizFailed(let words):
      Sentence(
        .environment, ja: "Graphviz が図を描けませんでした\(TechnicalDetail.japanese(words))。--graph なしで実行してください。",
        en: "Graphviz could not draw the graph (\(words)). Run without --graph.")
    case .drawingTooLarge(let nodes, let limit):
      Sentence(
        .badFile, ja: "演算子が \(nodes) 個あり、図にするには多すぎます（上限 \(limit)）。--graph なしで実行してください。",
        en: "\(nodes) operators are too many for a drawing (limit \(limit)). Run without --graph.")
    case .batchLine(let path, let line):
      Sentence(
        .badFile, ja: "\(path) の \(line) 行目：モデル、入力のフォルダ、出力のフォルダをタブで区切って書いてください。",
        en: "\(path) line \(line): write model, inputs folder and outputs folder, separated by tabs.")
    case .unsupportedInput(let model, let found):
      Sentence(
        .badFile, ja: "\(model)：入力に \(found) があります。測れるのは float32、8 ビットのコード、32・64 ビット整数の入力です。",
        en: "\(model): an input is \(found). It can be float32, 8-bit codes, or 32- or 64-bit integers.")
    case .labKitMissing:
      Sentence(
        .environment, ja: "採点の部品（LabKit）がまだビルドされていません。make start を一度実行してください。",
        en: "The grading library (LabKit) is not built yet. Run make start once.")
    case .notAProjectFile(let path):
      Sentence(
        .badFile, ja: "\(path)：プロジェクトのファイルとして読めません。keiryo portfolio check が場所を示します。",
        en: "\(path): not readable as a project file. keiryo portfolio check shows where.")
    case .notABundle(let path):
      Sentence(
        .badFile, ja: "\(path)：Keiryo の証拠ファイル（bundle.json）ではありません。公開したページの bundle.json を指定してください。",
        en: "\(path): not a Keiryo evidence file. Name the bundle.json of a published page.")
    case .outOfRange(let option, let allowed, let found):
      Sentence(
        .usage, ja: "\(option) は \(allowed) の範囲です（\(found) が指定されました）。",
        en: "\(option) must be \(allowed) (found \(found)).")
    case .unknownPeer(let name, let known):
      Sentence(
        .usage, ja: "エンジン \(name) は指定できません。\(known.joined(separator: "、")) を 1 回ずつ、名前か 名前=ファイル で指定してください。",
        en: "Engine \(name) cannot be named. Use \(known.joined(separator: ", ")), once each, as NAME or NAME=FILE.")
    case .interrupted:
      Sentence(.failed, ja: "中断しました。作りかけのものは消しました。", en: "Interrupted. Nothing half-made was left behind.")
    default:
      Sentence(.internal, ja: "想定していないエラーです：\(self)。", en: "Unexpected error: \(self).")
    }
  }
}
