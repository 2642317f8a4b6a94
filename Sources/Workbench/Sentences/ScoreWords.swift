import Charts
package import Reports
package import Training

/// A score as people say it.
package enum ScoreWords {
  package static func of(_ score: Score) -> LocalizedText {
    let (name, figure) = (name(score.kind), figure(score))
    return score.kind == .bitsPerToken
      ? LocalizedText(ja: "\(figure) \(name.ja)", en: "\(figure) \(name.en)")
      : LocalizedText(ja: "\(name.ja) \(figure)", en: "\(name.en) \(figure)")
  }

  /// What is counted.
  static func name(_ kind: Score.Kind) -> LocalizedText {
    switch kind {
    case .accuracy: LocalizedText(ja: "正解率", en: "accuracy")
    case .meanAveragePrecision: LocalizedText(verbatim: "mAP@.5:.95")
    case .bitsPerToken: LocalizedText(ja: "ビット/トークン", en: "bits/token")
    case .areaUnderCurve: LocalizedText(verbatim: "AUC")
    case .meanSquaredError: LocalizedText(ja: "平均二乗誤差", en: "mean squared error")
    case .trueAcceptRate: LocalizedText(ja: "TAR@FAR 1 %", en: "TAR at FAR 1 %")
    }
  }

  /// How much of it.
  static func figure(_ score: Score) -> String {
    switch score.kind {
    case .accuracy, .meanAveragePrecision, .trueAcceptRate: Figure.fixed(score.value * 100, 1) + " %"
    case .bitsPerToken, .areaUnderCurve: Figure.fixed(score.value, 3)
    case .meanSquaredError: Figure.fixed(score.value, 4)
    }
  }
}
