package import Reports

/// Which share of the runs took longer than a time: both axes logarithmic, so that the rarest runs have as much room as
/// the usual ones. Outliers are dots, coloured by what the system counted.
package struct TailChart: Sendable {
  package var title: LocalizedText
  package var description: LocalizedText
  package var record: TailRecord
  package var causes: [TailCause: LocalizedText]

  package init(
    title: LocalizedText, description: LocalizedText, record: TailRecord, causes: [TailCause: LocalizedText]
  ) {
    self.title = title
    self.description = description
    self.record = record
    self.causes = causes
  }

  private static let styles: [TailCause: String] = [
    .descheduled: "accent", .pageFault: "other", .waited: "quiet", .unseen: "sample",
  ]
  /// Points of the curve and dots at most; the rarest runs are all drawn.
  private static let mostPoints = 400

  package func svg(in language: Language) -> String {
    let (left, right, top, bottom) = (58.0, Drawing.width - 16, 34.0, 250.0)
    let legend = TailCause.allCases.filter { cause in record.outliers.contains { $0.cause == cause } }
    var drawing = Drawing(
      height: bottom + 30 + 16 * Double(legend.count), title: title[language], description: description[language])
    drawing.text(title[language], x: 8, y: 18, "muted")
    let times = record.samples.perRun
    let order = times.indices.sorted { times[$0] > times[$1] }
    let count = Double(max(times.count, 1))
    let horizontal = Scale(logarithmic: [1, count], range: (left, right))
    let vertical = Scale(logarithmic: times, range: (bottom, top))
    for tick in vertical.ticks {
      drawing.line(left, vertical(tick), right, vertical(tick), "grid")
      let label = Figure.duration(nanoseconds: tick).replacing(".00 ", with: " ").replacing(".0 ", with: " ")
      drawing.text(label, x: left - 6, y: vertical(tick) + 4, "muted", anchor: .end)
    }
    // Shares of the runs: 100 %, 10 %, 1 %, then powers of ten.
    let marks = ["100 %", "10 %", "1 %", "10⁻³", "10⁻⁴", "10⁻⁵", "10⁻⁶", "10⁻⁷"]
    var decade = 1.0
    for label in marks where decade <= count {
      drawing.line(horizontal(decade), top, horizontal(decade), bottom, "grid")
      drawing.text(label, x: horizontal(decade), y: bottom + 16, "muted", anchor: .middle)
      decade *= 10
    }
    // Rank r from the slowest on: a share of r ÷ n of the runs was at least as slow.
    let ranks = ranks(order.count)
    drawing.path(ranks.reversed().map { (horizontal(count / Double($0)), vertical(times[order[$0 - 1]])) }, "curve")
    let causes = Dictionary(record.outliers.map { ($0.run, $0.cause) }) { first, _ in first }
    for rank in ranks {
      guard let cause = causes[order[rank - 1]] else { continue }
      drawing.dot(
        horizontal(count / Double(rank)), vertical(times[order[rank - 1]]), radius: 3, Self.styles[cause] ?? "quiet")
    }
    for (index, cause) in legend.enumerated() {
      let y = bottom + 34 + 16 * Double(index)
      drawing.dot(left, y - 4, radius: 3, Self.styles[cause] ?? "quiet")
      let number = record.outliers.count { $0.cause == cause }
      drawing.text("\(self.causes[cause]?[language] ?? cause.rawValue)  \(number)", x: left + 10, y: y, "muted")
    }
    return drawing.svg
  }

  /// 1, 2, 3, …, then ever wider apart.
  private func ranks(_ count: Int) -> [Int] {
    var ranks: [Int] = []
    var rank = 1
    while rank <= count {
      ranks.append(rank)
      rank += max(1, rank / (Self.mostPoints / 8))
    }
    return ranks
  }
}
