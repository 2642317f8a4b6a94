package import Reports

/// One quantity against another over decades, both axes logarithmic, with the power law that fits them.
package struct GrowthChart: Sendable {
  package var title: LocalizedText
  package var description: LocalizedText
  package var across: LocalizedText
  package var acrossQuantity: Quantity
  package var upQuantity: Quantity
  package var points: [(x: Double, y: Double)]
  package var law: PowerLaw?

  /// - Parameters:
  ///   - across: what stands on the horizontal axis.
  ///   - points: positive.
  package init(
    title: LocalizedText, description: LocalizedText, across: LocalizedText, acrossQuantity: Quantity,
    upQuantity: Quantity, points: [(x: Double, y: Double)]
  ) {
    self.title = title
    self.description = description
    self.across = across
    self.acrossQuantity = acrossQuantity
    self.upQuantity = upQuantity
    self.points = points
    law = PowerLaw(points)
  }

  package func svg(in language: Language) -> String {
    let (left, right, top, bottom) = (58.0, Drawing.width - 16, 34.0, 240.0)
    var drawing = Drawing(height: bottom + 44, title: title[language], description: description[language])
    drawing.text(title[language], x: 8, y: 18, "muted")
    let horizontal = Scale(logarithmic: points.map(\.x), range: (left, right))
    let vertical = Scale(logarithmic: points.map(\.y), range: (bottom, top))
    for tick in horizontal.ticks {
      drawing.line(horizontal(tick), top, horizontal(tick), bottom, "grid")
      drawing.text(mark(tick, acrossQuantity), x: horizontal(tick), y: bottom + 16, "muted", anchor: .middle)
    }
    for tick in vertical.ticks {
      drawing.line(left, vertical(tick), right, vertical(tick), "grid")
      drawing.text(mark(tick, upQuantity), x: left - 6, y: vertical(tick) + 4, "muted", anchor: .end)
    }
    drawing.text(across[language], x: left, y: bottom + 34, "muted")
    if let law {
      let ends = [horizontal.domain.lowerBound, horizontal.domain.upperBound]
      drawing.path(ends.map { (horizontal($0), vertical(law.value(at: $0))) }, "front")
      let label = LocalizedText(
        ja: "傾き \(Figure.fixed(law.exponent, 2))（1 なら比例）",
        en: "slope \(Figure.fixed(law.exponent, 2)) (1: proportional)")
      drawing.text(label[language], x: left + 8, y: top + 14, "strong")
    }
    for point in points { drawing.dot(horizontal(point.x), vertical(point.y), radius: 4, "accent") }
    return drawing.svg
  }

  /// Marks are round, so they drop the decimals that values carry.
  private func mark(_ value: Double, _ quantity: Quantity) -> String {
    let text = quantity == .plain ? Figure.count(Int(min(max(value, 0), 1e15))) : quantity.text(value)
    return text.replacing(".00 ", with: " ").replacing(".0 ", with: " ")
  }
}
