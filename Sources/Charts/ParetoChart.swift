package import Reports

/// Cost against accuracy: which variants are worth having. Dots carry the 95 % interval of their accuracy; the dashed
/// stairs join those that no other variant beats in both.
package struct ParetoChart: Sendable {
  package struct Point: Sendable {
    package var label: LocalizedText
    /// Bytes or nanoseconds, above 0; less is better.
    package var cost: Double
    /// More is better.
    package var accuracy: Interval

    package init(label: LocalizedText, cost: Double, accuracy: Interval) {
      self.label = label
      self.cost = cost
      self.accuracy = accuracy
    }
  }

  package var title: LocalizedText
  package var description: LocalizedText
  package var costQuantity: Quantity
  package var points: [Point]

  package init(title: LocalizedText, description: LocalizedText, costQuantity: Quantity, points: [Point]) {
    self.title = title
    self.description = description
    self.costQuantity = costQuantity
    self.points = points
  }

  /// Indices of the points that no other one beats, cheapest first: another is at most as costly and at least as
  /// accurate, and better in one of the two.
  package var front: [Int] {
    points.indices.filter { index in
      !points.contains { other in
        other.cost <= points[index].cost && other.accuracy.estimate >= points[index].accuracy.estimate
          && (other.cost < points[index].cost || other.accuracy.estimate > points[index].accuracy.estimate)
      }
    }.sorted { points[$0].cost < points[$1].cost }
  }

  package func svg(in language: Language) -> String {
    let (left, right, top, bottom) = (52.0, Drawing.width - 16, 34.0, 230.0)
    var drawing = Drawing(height: bottom + 28, title: title[language], description: description[language])
    drawing.text(title[language], x: 8, y: 18, "muted")
    let vertical = Scale(
      points.flatMap { [$0.accuracy.low, $0.accuracy.high] }, range: (bottom, top), fromZero: false, marks: 4)
    let costs = points.map(\.cost)
    let spread = (costs.max() ?? 1) / max(costs.min() ?? 1, 1e-12)
    let horizontal =
      spread > 4
      ? Scale(logarithmic: costs, range: (left + 10, right - 10))
      : Scale(costs, range: (left + 10, right - 10), fromZero: true, marks: 4)
    for tick in vertical.ticks {
      drawing.line(left, vertical(tick), right, vertical(tick), "grid")
      drawing.text(accuracyText(tick), x: left - 6, y: vertical(tick) + 4, "muted", anchor: .end)
    }
    for tick in horizontal.ticks {
      drawing.line(horizontal(tick), top, horizontal(tick), bottom, "grid")
      drawing.text(axisText(tick), x: horizontal(tick), y: bottom + 18, "muted", anchor: .middle)
    }
    drawing.path(stairs(horizontal, vertical), "front")
    let best = Set(front)
    for (index, point) in points.enumerated() {
      let x = horizontal(point.cost)
      drawing.line(x, vertical(point.accuracy.low), x, vertical(point.accuracy.high), "whisker")
      drawing.dot(x, vertical(point.accuracy.estimate), radius: 5, best.contains(index) ? "accent" : "quiet")
    }
    for (index, place) in labelPlaces(language, horizontal, vertical, left...right, top...bottom).enumerated() {
      drawing.text(points[index].label[language], x: place.x, y: place.y, "ink", anchor: place.anchor)
    }
    return drawing.svg
  }

  private func stairs(_ horizontal: Scale, _ vertical: Scale) -> [(x: Double, y: Double)] {
    var steps: [(x: Double, y: Double)] = []
    for index in front {
      let (x, y) = (horizontal(points[index].cost), vertical(points[index].accuracy.estimate))
      if let last = steps.last { steps.append((x, last.y)) }
      steps.append((x, y))
    }
    return steps
  }

  /// `96 %`, and `95.5 %` only where marks are that close.
  private func accuracyText(_ fraction: Double) -> String {
    "\(Figure.fixed(fraction * 100, abs(fraction * 100 - (fraction * 100).rounded()) < 0.001 ? 0 : 1)) %"
  }

  /// Axis marks are round, so `100 KB` instead of `100.0 KB`.
  private func axisText(_ value: Double) -> String {
    costQuantity.text(value).replacing(".00 ", with: " ").replacing(".0 ", with: " ")
  }

  /// A place beside each dot where its label hits neither the border nor an earlier label nor a whisker nor the stairs.
  private func labelPlaces(
    _ language: Language, _ horizontal: Scale, _ vertical: Scale, _ across: ClosedRange<Double>,
    _ down: ClosedRange<Double>
  ) -> [LabelPlaces.Place] {
    var places = LabelPlaces(across: across, down: down)
    for point in points {
      let x = horizontal(point.cost)
      places.block(x - 5, vertical(point.accuracy.low), x + 5, vertical(point.accuracy.high))
    }
    let steps = stairs(horizontal, vertical)
    for (from, to) in zip(steps, steps.dropFirst()) { places.block(from.x, from.y, to.x, to.y) }
    return points.map { point in
      places.place(
        point.label[language], x: horizontal(point.cost), top: vertical(point.accuracy.high),
        middle: vertical(point.accuracy.estimate), bottom: vertical(point.accuracy.low))
    }
  }
}
