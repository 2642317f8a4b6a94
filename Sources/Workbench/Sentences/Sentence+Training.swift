import Training

extension TrainingError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .graph(let error): error.sentence
    case .diverged(let step):
      Sentence(
        .failed, ja: "ステップ \(step) で損失が発散しました。学習率を 1/10 にして試してください。",
        en: "The loss diverged at step \(step). Try a tenth of the learning rate.")
    case .tooFewSamples(let found, let batch):
      Sentence(
        .usage, ja: "学習データ \(found) 件ではバッチ \(batch) を作れません。レシピの batch を小さくしてください。",
        en: "\(found) training samples do not fill a batch of \(batch). Set a smaller batch in a recipe.")
    case .shape(let model, let data):
      Sentence(
        .badFile, ja: "モデルの \(model) とデータの \(data) の形が合いません。--data かモデルを替えてください。",
        en: "The model has \(model), the data have \(data). Choose other data or another model.")
    case .targets(let objective, let found):
      Sentence(
        .usage, ja: "正解の種類が合いません：\(objective) が必要ですが、データは \(found) です。--data を替えてください。",
        en: "The targets do not fit: \(objective) are needed, the data have \(found). Choose other data.")
    case .augmentation(let data):
      Sentence(
        .usage, ja: "このデータ（\(data)）では augment のその設定は使えません。レシピから外してください。",
        en: "These data (\(data)) cannot be augmented so. Take that setting of augment out of the recipe.")
    case .stopped(let step):
      Sentence(.failed, ja: "ステップ \(step) で中断しました。", en: "Interrupted at step \(step).")
    }
  }
}

extension CheckpointError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .unreadable(let path, let code):
      SystemWords.sentence(.badFile, path, code, adviceJa: "パスを確かめてください。", adviceEn: "Check the path.")
    case .unwritable(let path, let code): SystemWords.unwritable(path, code)
    case .damaged(let path):
      Sentence(
        .badFile, ja: "\(path)：チェックポイントが壊れていて、代わりに使える1つ前のものもありません。消して最初から学習してください。",
        en: "\(path): the checkpoint is damaged, and no older one can stand in. Delete it and start anew.")
    case .version(let path, let found):
      Sentence(
        .badFile, ja: "\(path)：チェックポイントの版 \(found) は扱えません。書き出したときの keiryo で続けるか、消してください。",
        en: "\(path): checkpoint version \(found) is not supported. Go on with the keiryo that wrote it, or delete it.")
    case .differs(let path, let what):
      Sentence(
        .usage,
        ja: "\(path) は別の学習のものです（違うもの：\(Self.words(what).ja.joined(separator: "、"))）。同じコマンドで続けるか、消してください。",
        en: "\(path) belongs to another training (other \(Self.words(what).en.joined(separator: ", "))). "
          + "Repeat the same command, or delete it.")
    }
  }

  private static func words(_ names: [String]) -> (ja: [String], en: [String]) {
    let known: [String: (ja: String, en: String)] = [
      "model": ("モデル", "model"), "data": ("データ", "data"), "validation": ("検証データ", "validation data"),
      "objective": ("損失", "loss"), "epochs": ("エポック数", "epochs"), "batch": ("バッチ", "batch"),
      "optimizer": ("最適化の設定", "optimizer"), "schedule": ("学習率の予定", "schedule"),
      "clipNorm": ("勾配の上限", "clipNorm"), "augmentation": ("データ拡張", "augment"), "patience": ("patience", "patience"),
      "normalization": ("正規化の扱い", "normalization"), "seed": ("シード", "seed"), "threads": ("スレッド数", "threads"),
      "masks": ("枝刈りのマスク", "masks"),
    ]
    let words = names.map { known[$0] ?? ($0, $0) }
    return (words.map(\.ja), words.map(\.en))
  }
}
