import Charts
import Reports

/// What a finding means, and what to do, in words.
struct DiagnosisWords {
  let cause: LocalizedText
  let action: LocalizedText

  init(_ layer: QuantizationDiagnosis.Layer) {
    cause = Self.cause(of: layer)
    action = Self.action(layer.action)
  }

  private static func cause(of layer: QuantizationDiagnosis.Layer) -> LocalizedText {
    let bits = layer.weights?.bits ?? 8
    switch layer.cause {
    case .channelRanges:
      let ratio = Figure.significant(layer.weights?.channelRangeRatio ?? 1)
      return LocalizedText(
        ja: "重みの範囲がチャネルごとに大きく違い（最大は中央値の \(ratio) 倍）、1 つのスケールでは小さいチャネルが数段階しか使えません",
        en:
          "the channels' ranges differ widely (the largest is \(ratio) times the median), and one scale leaves the small "
          + "ones a few steps")
    case .weightResolution:
      return LocalizedText(
        ja: "重みの \(bits) ビットの刻みが粗すぎます", en: "the \(bits)-bit steps of the weights are too coarse")
    case .clipping:
      let share = Figure.percent(layer.activations?.clipped ?? 0)
      return LocalizedText(
        ja: "入力の \(share) が範囲の外にあり、切り捨てられています",
        en: "\(share) of its inputs lie outside the range and are cut off")
    case .outliers:
      let share = Figure.percent(layer.activations?.codesInUse ?? 0)
      return LocalizedText(
        ja: "まれな大きい値に範囲を取られ、入力の 99.9 % がコードの \(share) に押し込まれています",
        en: "rare large values take the range: 99.9 % of its inputs share \(share) of the codes")
    case .activationResolution:
      return LocalizedText(ja: "入力の刻みが粗すぎます", en: "the steps of its inputs are too coarse")
    case .none: return LocalizedText(ja: "問題ありません", en: "nothing is wrong")
    }
  }

  private static func action(_ action: QuantizationDiagnosis.Action) -> LocalizedText {
    switch action {
    case .perChannel:
      LocalizedText(
        ja: "チャネル単位のスケールにする。使えない実行系では、量子化の前に層間の均等化を行う",
        en: "use a scale for each channel; where the engine cannot, equalize across layers first")
    case .learnRounding:
      LocalizedText(
        ja: "丸め方を選ぶ（AdaRound、GPTQ）か、この層だけビット数を増やす",
        en: "choose the rounding (AdaRound, GPTQ), or give this layer more bits")
    case .moreWeightBits:
      LocalizedText(ja: "この層の重みを 16 ビットか float のままにする", en: "keep this layer's weights in 16 bits or float")
    case .widerRange:
      LocalizedText(
        ja: "校正データを実際の入力に近づけるか、範囲を広げる（min-max）",
        en: "calibrate on inputs like the real ones, or widen the range (min-max)")
    case .cutOutliers:
      LocalizedText(
        ja: "まれな値を切る校正にする（percentile、mse）か、大きさを重みに移す（SmoothQuant、均等化）",
        en: "calibrate so that rare values are cut (percentile, mse), or move the magnitude into the weights "
          + "(SmoothQuant, equalization)")
    case .widerActivations:
      LocalizedText(ja: "この層を float のままにする（--to mixed）", en: "keep this layer in float (--to mixed)")
    case .none: LocalizedText(ja: "何もしなくてよい", en: "leave it")
    }
  }
}
