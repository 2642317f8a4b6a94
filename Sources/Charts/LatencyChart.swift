package import Reports

/// Every sample as a dot: time of one run to the right, order taken downwards. A second group, a tail or a drift is
/// seen at once, which a mean would hide. The vertical mark is the median.
package struct LatencyChart: Sendable {
  package struct Strip: Sendable {
    package var label: LocalizedText
    package var samples: LatencySamples

    package init(label: LocalizedText, samples: LatencySamples) {
      self.label = label
      self.samples = samples
    }
  }

  package var title: LocalizedText
  package var description: LocalizedText
  package var strips: [Strip]

  package init(title: LocalizedText, description: LocalizedText, strips: [Strip]) {
    self.title = title
    self.description = description
    self.strips = strips
  }

  /// Dots drawn in one strip at most; of more samples every k-th is drawn.
  private static let mostDots = 400

  package func svg(in language: Language) -> String {
    let (left, right, top, band) = (12.0, Drawing.width - 12, 30.0, 66.0)
    let bottom = top + band * Double(strips.count)
    var drawing = Drawing(height: bottom + 22, title: title[language], description: description[language])
    drawing.text(title[language], x: 8, y: 18, "muted")
    // Far outliers would squeeze the rest: the axis ends near the slowest arm and the caption counts what is beyond.
    let limit = strips.map { min(Self.point(0.98, $0.samples) * 1.2, $0.samples.median * 2) }.max() ?? 1
    let scale = Scale(
      strips.flatMap { $0.samples.perRun }.map { min($0, limit) }, range: (left, right), fromZero: true, marks: 4)
    for tick in scale.ticks {
      drawing.line(scale(tick), top, scale(tick), bottom, "grid")
      let anchor: Drawing.Anchor =
        scale(tick) < left + 20 ? .start : scale(tick) > right - 24 ? .end : .middle
      drawing.text(axisText(tick), x: scale(tick), y: bottom + 16, "muted", anchor: anchor)
    }
    for (index, strip) in strips.enumerated() {
      let start = top + band * Double(index)
      let figures = figures(strip.samples, limit: scale.domain.upperBound, language)
      let room = right - left - 10 - Drawing.width(of: figures)
      drawing.text(Drawing.fitted(strip.label[language], to: room), x: left, y: start + 16, "ink")
      drawing.text(figures, x: right, y: start + 16, "muted", anchor: .end)
      let times = strip.samples.perRun
      let stride = max(1, (times.count + Self.mostDots - 1) / Self.mostDots)
      for position in Swift.stride(from: 0, to: times.count, by: stride)
      where times[position] <= scale.domain.upperBound {
        let share = Double(position) / Double(max(times.count - 1, 1))
        drawing.dot(scale(times[position]), start + 25 + share * 34, radius: 2, index == 0 ? "other" : "sample")
      }
      let median = scale(strip.samples.median)
      drawing.line(median, start + 22, median, start + 62, "whisker")
    }
    return drawing.svg
  }

  private func figures(_ samples: LatencySamples, limit: Double, _ language: Language) -> String {
    let outside = samples.perRun.count { $0 > limit }
    var parts = ["p50 \(Figure.duration(nanoseconds: samples.median))"]
    if let p99 = samples.p99 { parts.append("p99 \(Figure.duration(nanoseconds: p99))") }
    parts.append("n = \(Figure.fixed(Double(samples.count), 0))")
    if outside > 0 { parts.append(LocalizedText(ja: "枠外 \(outside)", en: "\(outside) beyond")[language]) }
    return parts.joined(separator: " · ")
  }

  private func axisText(_ value: Double) -> String {
    value == 0 ? "0" : Figure.duration(nanoseconds: value).replacing(".00 ", with: " ").replacing(".0 ", with: " ")
  }

  private static func point(_ share: Double, _ samples: LatencySamples) -> Double {
    let sorted = samples.perRun.sorted()
    return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
  }
}
