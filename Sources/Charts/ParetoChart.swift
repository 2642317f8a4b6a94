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

  private typealias Place = (x: Double, y: Double, anchor: Drawing.Anchor)

  /// A place beside each dot where its label hits neither the border nor an earlier label nor a whisker nor the stairs.
  private func labelPlaces(
    _ language: Language, _ horizontal: Scale, _ vertical: Scale, _ across: ClosedRange<Double>,
    _ down: ClosedRange<Double>
  ) -> [Place] {
    typealias Box = (x: ClosedRange<Double>, y: ClosedRange<Double>)
    var taken: [Box] = points.map { point in
      let x = horizontal(point.cost)
      let ends = [vertical(point.accuracy.low), vertical(point.accuracy.high)].sorted()
      return ((x - 5)...(x + 5), ends[0]...ends[1])
    }
    let steps = stairs(horizontal, vertical)
    for (from, to) in zip(steps, steps.dropFirst()) {
      taken.append((min(from.x, to.x)...max(from.x, to.x), min(from.y, to.y)...max(from.y, to.y)))
    }
    return points.map { point in
      let (x, y) = (horizontal(point.cost), vertical(point.accuracy.estimate))
      let width = Drawing.width(of: point.label[language])
      let ends = [vertical(point.accuracy.low), vertical(point.accuracy.high)].sorted()
      let candidates: [Place] = [
        (x, ends[0] - 6, .middle), (x, ends[1] + 15, .middle), (x + 9, y + 4, .start), (x - 9, y + 4, .end),
        (x + 9, y - 8, .start), (x - 9, y - 8, .end), (x + 9, y + 16, .start), (x - 9, y + 16, .end),
      ]
      func box(_ place: Place) -> Box {
        let from = place.anchor == .start ? place.x : place.anchor == .end ? place.x - width : place.x - width / 2
        return (from...(from + width), (place.y - 11)...(place.y + 3))
      }
      let free = candidates.first { place in
        let box = box(place)
        return across.contains(box.x.lowerBound) && across.contains(box.x.upperBound)
          && down.contains(box.y.lowerBound) && down.contains(box.y.upperBound)
          && !taken.contains { $0.x.overlaps(box.x) && $0.y.overlaps(box.y) }
      }
      let place = free ?? candidates[x + 9 + width > across.upperBound ? 3 : 2]
      taken.append(box(place))
      return place
    }
  }
}
