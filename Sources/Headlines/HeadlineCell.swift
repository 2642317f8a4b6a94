import Charts

/// How figures of headlines are written.
enum HeadlineCell {
  static func text(_ value: Double, _ unit: HeadlineFigure.Unit) -> String {
    switch unit {
    case .share: Figure.fixed(value * 100, 1) + " %"
    case .points: Figure.fixed(value * 100, 2) + " points"
    case .bits: Figure.fixed(value, 3)
    case .decibels: Figure.fixed(value, 1) + " dB"
    case .ratio: Figure.fixed(value, 2) + " ×"
    case .perSecond: Figure.fixed(value, 0) + " /s"
    }
  }

  /// Mean ± standard deviation over seeds.
  static func text(_ values: [Double], _ unit: HeadlineFigure.Unit) -> String {
    guard !values.isEmpty else { return "" }
    let mean = text(HeadlineSpread.mean(values), unit)
    guard values.count > 1 else { return mean }
    let deviation = HeadlineSpread.deviation(values)
    let spread =
      switch unit {
      case .share: Figure.fixed(deviation * 100, 1)
      case .points: Figure.fixed(deviation * 100, 2)
      case .bits: Figure.fixed(deviation, 3)
      case .decibels: Figure.fixed(deviation, 1)
      case .ratio: Figure.fixed(deviation, 2)
      case .perSecond: Figure.fixed(deviation, 0)
      }
    return mean + " ± " + spread
  }
}
