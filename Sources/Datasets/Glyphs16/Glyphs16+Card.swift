package import Reports
import Tensors

extension Glyphs16 {
  package static let card = DataCard(
    key: "glyphs16", version: version,
    title: LocalizedText(ja: "線で描いた 10 種の記号", en: "Ten stroke glyphs"),
    content: LocalizedText(
      ja: "大きさ・傾き・位置・太さ・濃さ・ノイズが 1 枚ずつ違う、16 × 16 画素の記号。線が 1 本かぶさったり、一部が消えたりします。",
      en:
        "A glyph of 16 × 16 pixels, each with its own size, slant, place, thickness, contrast and noise, often with a "
        + "stroke across it or a piece wiped out."),
    optimum: nil,
    limits: LocalizedText(
      ja: "最良の正解率は知られていません。小さな残差ネットワークが学習 8,000 枚で約 95 % に届きます。手書き文字の代わりにはなりません。",
      en: "The best possible accuracy is not known; a small residual network reaches about 95 % with 8,000 training "
        + "images. No stand-in for handwriting."),
    input: TensorType(.uint8, [side, side, 1]), target: .classes, classNames: classNames,
    counts: SplitCounts(train: 8_000, validation: 1_000, test: 5_000))
}
