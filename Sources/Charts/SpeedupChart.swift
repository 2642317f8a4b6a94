package import Reports

/// How much faster a method is, against a share that it is given: one curve each, and the line of no gain.
package struct SpeedupChart: Sendable {
  package struct Curve: Sendable {
    package var label: LocalizedText
    /// Share 0…1 and speed-up, in ascending order of the share.
    package var points: [(share: Double, speedup: Double)]

    package init(label: LocalizedText, points: [(share: Double, speedup: Double)]) {
      self.label = label
      self.points = points
    }

    /// The share from which on it is at least as fast, between two points by a straight line; `nil` when never.
    package var breakEven: Double? {
      guard let last = points.last, last.speedup >= 1 else { return nil }
      var share = points[0].share
      for (one, other) in zip(points, points.dropFirst()) where one.speedup < 1 && other.speedup >= 1 {
        share = one.share + (other.share - one.share) * (1 - one.speedup) / (other.speedup - one.speedup)
      }
      return share
    }
  }

  package var title: LocalizedText
  package var description: LocalizedText
  package var curves: [Curve]

  package init(title: LocalizedText, description: LocalizedText, curves: [Curve]) {
    self.title = title
    self.description = description
    self.curves = curves
  }

  package func svg(in language: Language) -> String {
    let (left, right, top, bottom) = (44.0, Drawing.width - 110, 34.0, 220.0)
    var drawing = Drawing(height: bottom + 28, title: title[language], description: description[language])
    drawing.text(title[language], x: 8, y: 18, "muted")
    let all = curves.flatMap(\.points)
    let vertical = Scale(all.map(\.speedup) + [1], range: (bottom, top), fromZero: true, marks: 4)
    let horizontal = Scale([0, 1], range: (left, right), fromZero: true, marks: 5)
    for tick in vertical.ticks {
      drawing.line(left, vertical(tick), right, vertical(tick), "grid")
      drawing.text(Figure.fixed(tick, 1), x: left - 6, y: vertical(tick) + 4, "muted", anchor: .end)
    }
    for tick in horizontal.ticks {
      drawing.text("\(Int((tick * 100).rounded())) %", x: horizontal(tick), y: bottom + 18, "muted", anchor: .middle)
    }
    drawing.line(left, vertical(1), right, vertical(1), "axis")
    drawing.line(left, bottom, right, bottom, "axis")
    for curve in curves {
      drawing.path(curve.points.map { (horizontal($0.share), vertical($0.speedup)) }, "curve")
      for point in curve.points { drawing.dot(horizontal(point.share), vertical(point.speedup), radius: 2, "accent") }
      guard let last = curve.points.last else { continue }
      drawing.text(curve.label[language], x: horizontal(last.share) + 6, y: vertical(last.speedup) + 4)
    }
    return drawing.svg
  }
}
