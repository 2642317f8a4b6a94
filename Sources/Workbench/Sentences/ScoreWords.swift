import Charts
package import Reports
package import Training

/// A score as people say it.
package enum ScoreWords {
  package static func of(_ score: Score) -> LocalizedText {
    func percent(_ digits: Int) -> String { Figure.fixed(score.value * 100, digits) + " %" }
    return switch score.kind {
    case .accuracy: LocalizedText(ja: "正解率 " + percent(1), en: "accuracy " + percent(1))
    case .meanAveragePrecision:
      LocalizedText(ja: "mAP@.5:.95 " + percent(1), en: "mAP@.5:.95 " + percent(1))
    case .bitsPerToken:
      LocalizedText(
        ja: Figure.fixed(score.value, 3) + " ビット/トークン", en: Figure.fixed(score.value, 3) + " bits/token")
    case .areaUnderCurve: LocalizedText(verbatim: "AUC " + Figure.fixed(score.value, 3))
    case .meanSquaredError:
      LocalizedText(
        ja: "平均二乗誤差 " + Figure.fixed(score.value, 4), en: "mean squared error " + Figure.fixed(score.value, 4))
    case .trueAcceptRate:
      LocalizedText(ja: "TAR@FAR 1 % " + percent(1), en: "TAR at FAR 1 % " + percent(1))
    }
  }
}
