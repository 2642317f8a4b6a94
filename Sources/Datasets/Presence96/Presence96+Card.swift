package import Reports
import Tensors

extension Presence96 {
  package static let card = DataCard(
    key: "presence96", version: version,
    title: LocalizedText(ja: "人がいるか（96 × 96）", en: "Is somebody there? (96 × 96)"),
    content: LocalizedText(
      ja: "頭・胴・腕・脚のある立ち姿が半分の画像に 1 人います。高さは画像の約 2 割から 9 割。街灯・木・机・動物・箱はどちらのクラスにも同じように現れます。",
      en:
        "Half of the pictures hold one standing figure of head, trunk, arms and legs, from about a fifth to nine tenths "
        + "of the height. Lamps, trees, tables, animals and parcels appear in both classes alike."),
    optimum: nil,
    limits: LocalizedText(
      ja: "最良の正解率は知られていません。描いた絵なので、写真での人検出の成績はこれでは分かりません。",
      en: "The best possible accuracy is not known. Drawings: nothing follows for people in photographs."),
    input: TensorType(.uint8, [side, side, 3]), target: .classes, classNames: classNames,
    counts: SplitCounts(train: 4_000, calibration: 256, validation: 500, test: 1_000))
}
