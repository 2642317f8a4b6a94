package import Reports
import Tensors

extension MarkovTokens {
  package static let card = DataCard(
    key: "markov", version: version,
    title: LocalizedText(ja: "エントロピーのわかっているトークン列", en: "Tokens of known entropy"),
    content: LocalizedText(
      ja: "32 種のトークンが 64 個並びます。次のトークンは直前の 2 つで決まる 4 候補から 1/2・1/4・1/8・1/8 の確率で選ばれます。"
        + "最初の 1 つ（文脈が足りない）は採点しません。",
      en:
        "Sequences of 64 tokens of 32 kinds. The two before it allow four successors of a token, chosen by 1/2, 1/4, 1/8 "
        + "and 1/8. The first target, whose context is too short, does not count."),
    optimum: LocalizedText(
      ja: "エントロピー率はちょうど 1.75 ビット/トークン（クロスエントロピー 1.2130 nat、最良の正解率 50 %）。どのモデルもこれより良くはなれません。",
      en:
        "The entropy rate is exactly 1.75 bits per token (cross-entropy 1.2130 nats, best accuracy 50 %): no model does "
        + "better."),
    limits: LocalizedText(
      ja: "文脈は 2 トークンだけです。長い文脈を要する言語の性質は調べられません。",
      en: "Two tokens of context are all there is to use: nothing about long contexts can be studied."),
    input: TensorType(.int32, [length]), target: .tokens,
    counts: SplitCounts(train: 4_000, validation: 250, test: 1_000))
}
