package import Reports
import Tensors

extension PLCTraces {
  package static let card = DataCard(
    key: "plc", version: version,
    title: LocalizedText(ja: "PLC の信号（サイクルの遅れ）", en: "PLC traces (a late step in the cycle)"),
    content: LocalizedText(
      ja: "クランプ・下降・保持・上昇・解放の 5 工程を、5 つの接点とモーター電流で 10 ms ごとに 96 点記録したもの。異常なサイクルでは、"
        + "どれか 1 工程が 40 ms 遅れます。学習と校正は正常だけ、ほかは半分が異常です。",
      en:
        "Clamp, down, dwell, up, release: five switches and the motor current, 96 points of 10 ms. In an anomalous cycle "
        + "one of the five steps is 40 ms late. Only normal cycles to train and calibrate on; half of the others are "
        + "anomalous."),
    optimum: LocalizedText(
      ja: "最良の AUC は 0.9304（5 工程の所要時間の尤度比。すべての組み合わせを数え上げた厳密な値）。",
      en: "The best AUC is 0.9304: the likelihood ratio of the five durations, exact by counting all of them."),
    limits: LocalizedText(
      ja: "異常は遅れだけです。センサーの故障や電流の異常は含みません。",
      en: "The only anomaly is lateness: no failed sensor, no odd current."),
    input: TensorType(.uint8, [1, length, channels]), target: .reconstruction,
    counts: SplitCounts(train: 4_000, validation: 500, test: 2_000))
}
