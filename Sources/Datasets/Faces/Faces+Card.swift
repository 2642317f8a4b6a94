package import Reports
import Tensors

extension Faces {
  package static let card = DataCard(
    key: "faces", version: version,
    title: LocalizedText(ja: "同じ顔か（照合）", en: "The same face? (verification)"),
    content: LocalizedText(
      ja: "10 の特徴（それぞれ 7 段階）で決まる顔の絵。位置・大きさ・光・口・視線・ノイズは 1 枚ずつ変わります。学習は 200 人、ほかの分割は 50 人ずつで、"
        + "分割をまたいで同じ人はいません。",
      en:
        "Drawings of faces given by ten features of seven levels. Place, size, light, mouth, gaze and noise change from "
        + "drawing to drawing. 200 faces to train on, 50 in each other split; no face is in two splits."),
    optimum: nil,
    limits: LocalizedText(
      ja: "同じ分割の 2 人は 3 つ以上の特徴が違いますが、ノイズがあるときの最良の TAR@FAR は知られていません。実在の顔ではないので、"
        + "本人確認の性能や偏りはこれでは分かりません。",
      en:
        "Two faces of a split differ in three features or more; the best possible TAR@FAR under the noise is not known. "
        + "No real faces: nothing follows for identification of people or its bias."),
    input: TensorType(.uint8, [side, side, 1]), target: .identities,
    counts: SplitCounts(train: 6_000, validation: 500, test: 1_000))
}
