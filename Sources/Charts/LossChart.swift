package import Reports

/// Loss against optimizer steps.
package struct LossChart: Sendable {
  package var title: LocalizedText
  package var description: LocalizedText
  package var record: TrainingRecord

  package init(title: LocalizedText, description: LocalizedText, record: TrainingRecord) {
    self.title = title
    self.description = description
    self.record = record
  }

  package func svg(in language: Language) -> String {
    let (left, right, top, bottom) = (44.0, Drawing.width - 20, 34.0, 200.0)
    var drawing = Drawing(height: bottom + 28, title: title[language], description: description[language])
    drawing.text(title[language], x: 8, y: 18, "muted")
    let vertical = Scale(record.points.map(\.loss), range: (bottom, top), fromZero: true, marks: 4)
    let horizontal = Scale(
      record.points.map { Double($0.step) }, range: (left, right), fromZero: true, marks: 4)
    for tick in vertical.ticks {
      drawing.line(left, vertical(tick), right, vertical(tick), "grid")
      drawing.text(
        Figure.fixed(tick, vertical.domain.upperBound > 3 ? 0 : vertical.domain.upperBound > 0.3 ? 1 : 3), x: left - 6,
        y: vertical(tick) + 4, "muted", anchor: .end)
    }
    for tick in horizontal.ticks {
      drawing.text(
        Figure.count(Int(tick)), x: horizontal(tick), y: bottom + 18, "muted",
        anchor: horizontal(tick) > right - 20 ? .end : .middle)
    }
    drawing.line(left, bottom, right, bottom, "axis")
    drawing.path(
      record.points.filter(\.loss.isFinite).map { (horizontal(Double($0.step)), vertical($0.loss)) }, "curve")
    if let last = record.points.last, last.loss.isFinite {
      let (x, y) = (horizontal(Double(last.step)), vertical(last.loss))
      drawing.dot(x, y, radius: 3, "accent")
      drawing.text(Figure.significant(last.loss), x: x, y: y - 8, "strong", anchor: .end)
    }
    return drawing.svg
  }
}
