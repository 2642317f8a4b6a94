package import Reports

/// Horizontal bars from zero, each with its 95 % interval as a whisker and its value in words: speed ratios, bytes,
/// SQNR per layer.
package struct BarChart: Sendable {
  package struct Bar: Sendable {
    package var label: LocalizedText
    package var value: Interval
    /// What the others are measured against: drawn quietly.
    package var isReference: Bool

    package init(label: LocalizedText, value: Interval, isReference: Bool = false) {
      self.label = label
      self.value = value
      self.isReference = isReference
    }

    /// A counted value, which has no interval.
    package init(label: LocalizedText, exactly value: Double, isReference: Bool = false) {
      self.init(
        label: label, value: Interval(estimate: value, low: value, high: value), isReference: isReference)
    }
  }

  package var title: LocalizedText
  package var description: LocalizedText
  package var quantity: Quantity
  package var bars: [Bar]

  package init(title: LocalizedText, description: LocalizedText, quantity: Quantity, bars: [Bar]) {
    self.title = title
    self.description = description
    self.quantity = quantity
    self.bars = bars
  }

  package func svg(in language: Language) -> String {
    let texts = bars.map { bar in
      bar.isReference || bar.value.low == bar.value.high
        ? quantity.text(bar.value.estimate) : quantity.text(bar.value)
    }
    let labels = bars.map { Drawing.fitted($0.label[language], to: 150) }
    let left = 8 + (labels.map { Drawing.width(of: $0) }.max() ?? 0) + 8
    let right = Drawing.width - 8 - (texts.map { Drawing.width(of: $0) }.max() ?? 0)
    let pitch = bars.count > 16 ? 18.0 : 26.0
    let top = 34.0
    let bottom = top + pitch * Double(bars.count)
    var drawing = Drawing(height: bottom + 24, title: title[language], description: description[language])
    drawing.text(title[language], x: 8, y: 18, "muted")
    let scale = Scale(
      bars.flatMap { [$0.value.low, $0.value.high, $0.value.estimate] }, range: (left, max(left + 40, right - 10)),
      fromZero: true, marks: 3)
    for tick in scale.ticks {
      drawing.line(scale(tick), top - 4, scale(tick), bottom, "grid")
      drawing.text(axisText(tick), x: scale(tick), y: bottom + 16, "muted", anchor: .middle)
    }
    if quantity == .ratio { drawing.line(scale(1), top - 4, scale(1), bottom, "axis") }
    for (index, bar) in bars.enumerated() {
      let middle = top + pitch * (Double(index) + 0.5)
      let from = scale(0)
      let to = scale(bar.value.estimate)
      drawing.rectangle(
        x: min(from, to), y: middle - pitch * 0.3, width: abs(to - from), height: pitch * 0.6,
        bar.isReference ? "quiet" : "accent")
      let (low, high) = (scale(bar.value.low), scale(bar.value.high))
      if bar.value.low < bar.value.high {
        drawing.line(low, middle, high, middle, "whisker")
        drawing.line(low, middle - 4, low, middle + 4, "whisker")
        drawing.line(high, middle - 4, high, middle + 4, "whisker")
      }
      drawing.text(labels[index], x: left - 8, y: middle + 4, "ink", anchor: .end)
      drawing.text(texts[index], x: Drawing.width - 8, y: middle + 4, bar.isReference ? "muted" : "ink", anchor: .end)
    }
    return drawing.svg
  }

  /// Axis marks are round, so they drop the decimals that values carry.
  private func axisText(_ value: Double) -> String {
    switch quantity {
    case .ratio, .plain, .decibels: Figure.fixed(value, value == value.rounded() ? 0 : 1)
    case .fraction: Figure.fixed(value * 100, 0)
    case .bytes, .nanoseconds: quantity.text(value)
    }
  }
}
