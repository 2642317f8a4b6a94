package import Reports
import Tensors

extension Bearings {
  package static let card = DataCard(
    key: "bearings", version: version,
    title: LocalizedText(ja: "軸受の振動（傷の場所）", en: "Bearing vibration (which part is damaged)"),
    content: LocalizedText(
      ja: "玉軸受 6205 の加速度を 12 kHz で 2,048 点。軸は毎分 1,440〜1,800 回転、ノイズに対する衝撃の強さは −6〜12 dB。傷が打つ周期は寸法から決まり、"
        + "内輪と玉では荷重圏を通るたびに強くなります。",
      en:
        "Acceleration of a ball bearing 6205, 2,048 samples at 12 kHz, 1,440 to 1,800 turns a minute, blows −6 to 12 dB "
        + "above the noise. How often a fault strikes follows from the bearing's size; inner and ball faults strike harder "
        + "in the load zone."),
    source: LocalizedText(
      ja: "乱数の種から Keiryo が作ります。衝撃の周波数は Randall と Antoni（2011）の式によります。",
      en: "Made by Keiryo from a seed; fault frequencies by Randall & Antoni (2011)."),
    optimum: nil,
    limits: LocalizedText(
      ja: "最良の正解率は知られていません。共振は 1 つだけで、歯車や複数の傷はありません。実機にそのまま通用するとは限りません。",
      en:
        "The best possible accuracy is not known. One resonance, no gears, one fault at a time: a real machine is another "
        + "matter."),
    input: .float32([1, length, 1]), target: .classes, classNames: classNames,
    counts: SplitCounts(train: 4_000, validation: 500, test: 2_000))
}
