package import Reports
import Tensors

extension Keywords {
  package static let card = DataCard(
    key: "keywords", version: version,
    title: LocalizedText(ja: "話された語（対数メル）", en: "Spoken words (log-mel)"),
    content: LocalizedText(
      ja: "2 つの音からなる合成音声 1 秒。声の高さ・口の大きさ・速さ・位置・背景雑音（3〜30 dB 下）は 1 つずつ変わります。"
        + "前処理は 30 ms の窓を 20 ms ごと、40 帯域の対数メル（1 段階 0.376 dB）。語 8 つと「その他の語」と無音です。",
      en:
        "One second of a synthetic voice that speaks two phones; pitch, mouth, speed, place and background (3 to 30 dB "
        + "below) vary. Front end: windows of 30 ms every 20 ms, 40 log-mel bands in steps of 0.376 dB. Eight words, any "
        + "other word, and silence."),
    source: LocalizedText(
      ja: "乱数の種から Keiryo が作ります。フォルマントは Peterson と Barney（1952）、合成は Klatt（1980）によります。",
      en: "Made by Keiryo from a seed; formants by Peterson & Barney (1952), synthesis by Klatt (1980)."),
    optimum: nil,
    limits: LocalizedText(
      ja: "最良の正解率は知られていません。人の声ではありません。実際の語は speech:フォルダ で Speech Commands を読み込んでください。",
      en:
        "The best possible accuracy is not known. No human voice: for real words load Speech Commands by speech:FOLDER."
    ),
    input: TensorType(.uint8, LogMel.shape), target: .classes, classNames: classNames,
    counts: SplitCounts(train: 4_000, validation: 500, test: 2_000))
}
