package import Reports

/// How fast steps run against how many operations they have for each byte, both axes logarithmic. Slopes are bandwidths,
/// levels are peaks of arithmetic; no step can be above the lines that apply to it.
package struct RooflineChart: Sendable {
  /// A level: operations a nanosecond.
  package struct Peak: Sendable {
    package var label: LocalizedText
    package var rate: Double

    package init(label: LocalizedText, rate: Double) {
      self.label = label
      self.rate = rate
    }
  }

  /// A slope: bytes a nanosecond.
  package struct Bandwidth: Sendable {
    package var label: LocalizedText
    package var rate: Double

    package init(label: LocalizedText, rate: Double) {
      self.label = label
      self.rate = rate
    }
  }

  package struct Point: Sendable {
    package var label: LocalizedText
    /// Operations for each byte, above 0.
    package var intensity: Double
    /// Operations a nanosecond, above 0.
    package var rate: Double
    /// Share of the whole time, 0...1: large ones are drawn large and labelled first.
    package var weight: Double

    package init(label: LocalizedText, intensity: Double, rate: Double, weight: Double) {
      self.label = label
      self.intensity = intensity
      self.rate = rate
      self.weight = weight
    }
  }

  package var title: LocalizedText
  package var description: LocalizedText
  package var peaks: [Peak]
  package var bandwidths: [Bandwidth]
  package var points: [Point]

  package init(
    title: LocalizedText, description: LocalizedText, peaks: [Peak], bandwidths: [Bandwidth], points: [Point]
  ) {
    self.title = title
    self.description = description
    self.peaks = peaks
    self.bandwidths = bandwidths
    self.points = points
  }

  /// Labels drawn at most; the others would only hide the dots.
  private static let mostLabels = 12

  package func svg(in language: Language) -> String {
    let (left, right, top, bottom) = (44.0, Drawing.width - 14, 34.0, 290.0)
    var drawing = Drawing(height: bottom + 44, title: title[language], description: description[language])
    drawing.text(title[language], x: 8, y: 18, "muted")
    let peak = peaks.map(\.rate).max() ?? 1
    let ridge = peak / max(bandwidths.map(\.rate).min() ?? 1, 1e-9)
    let horizontal = Scale(logarithmic: points.map(\.intensity) + [ridge], range: (left, right))
    let vertical = Scale(logarithmic: points.map(\.rate) + [peak * 1.3], range: (bottom, top))
    for tick in horizontal.ticks {
      drawing.line(horizontal(tick), top, horizontal(tick), bottom, "grid")
      drawing.text(axisText(tick), x: horizontal(tick), y: bottom + 16, "muted", anchor: .middle)
    }
    for tick in vertical.ticks {
      drawing.line(left, vertical(tick), right, vertical(tick), "grid")
      drawing.text(axisText(tick), x: left - 6, y: vertical(tick) + 4, "muted", anchor: .end)
    }
    let axes = LocalizedText(
      ja: "横：演算強度（演算 ÷ バイト）、縦：毎秒の演算（10 億）", en: "across: operations per byte; up: 10⁹ operations per second")
    drawing.text(axes[language], x: left, y: bottom + 34, "muted")

    var places = LabelPlaces(across: left...right, down: top...bottom)
    drawRoofs(peak, language, horizontal, vertical, &drawing, &places)
    let ordered = points.filter { $0.intensity > 0 && $0.rate > 0 }.sorted { $0.weight > $1.weight }
    for point in ordered {
      let (x, y) = (horizontal(point.intensity), vertical(point.rate))
      places.block(x - 4, y - 4, x + 4, y + 4)
      drawing.dot(x, y, radius: 2.5 + 5 * max(0, min(point.weight, 1)).squareRoot(), "sample")
    }
    for point in ordered.prefix(Self.mostLabels) {
      let (x, y) = (horizontal(point.intensity), vertical(point.rate))
      let label = Drawing.fitted(point.label[language], to: 120)
      if let place = places.free(label, x: x, top: y - 4, middle: y, bottom: y + 4) {
        drawing.text(label, x: place.x, y: place.y, "ink", anchor: place.anchor)
      }
    }
    return drawing.svg
  }

  private func drawRoofs(
    _ highest: Double, _ language: Language, _ horizontal: Scale, _ vertical: Scale, _ drawing: inout Drawing,
    _ places: inout LabelPlaces
  ) {
    for peak in peaks where peak.rate >= vertical.domain.lowerBound {
      let start = peak.rate / max(bandwidths.map(\.rate).max() ?? 1, 1e-9)
      let x = horizontal(max(start, horizontal.domain.lowerBound))
      let end = horizontal(horizontal.domain.upperBound)
      drawing.line(x, vertical(peak.rate), end, vertical(peak.rate), "axis")
      let label = "\(peak.label[language]) \(Figure.significant(peak.rate))"
      drawing.text(label, x: end, y: vertical(peak.rate) - 6, "muted", anchor: .end)
      places.block(end - Drawing.width(of: label), vertical(peak.rate) - 18, end, vertical(peak.rate))
    }
    for bandwidth in bandwidths where bandwidth.rate > 0 {
      // From where the line enters the picture to where it meets the highest level.
      let from = max(horizontal.domain.lowerBound, vertical.domain.lowerBound / bandwidth.rate)
      let to = min(horizontal.domain.upperBound, highest / bandwidth.rate)
      guard from < to else { continue }
      drawing.line(
        horizontal(from), vertical(from * bandwidth.rate), horizontal(to), vertical(to * bandwidth.rate), "axis")
      let label = "\(bandwidth.label[language]) \(Figure.significant(bandwidth.rate)) GB/s"
      let x = horizontal(from) + 4
      let y = vertical(from * bandwidth.rate)
      if let place = places.free(label, x: x, top: y - 2, middle: y, bottom: y + 2) {
        drawing.text(label, x: place.x, y: place.y, "muted", anchor: place.anchor)
      }
    }
  }

  private func axisText(_ value: Double) -> String {
    value >= 1 ? Figure.fixed(value, 0) : Figure.fixed(value, value >= 0.1 ? 1 : value >= 0.01 ? 2 : 3)
  }
}
