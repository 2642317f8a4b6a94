import Charts
import Lessons
package import Reports

/// Figures of a grade as lines: those that share a unit with a bar beside them, so that a gain is seen before it is
/// read.
package struct MeasuredBars {
  private let figures: [GradeReport.Measurement]

  package init(_ figures: [GradeReport.Measurement]) { self.figures = figures }

  private static let barColumns = 16

  /// - Parameter width: columns of the terminal. Bars go first when there is no room.
  package func lines(in language: Language, width: Int, indentation: Int = 4) -> [String] {
    let names = figures.map { $0.name[language] }
    let values = figures.map(Figure.text)
    let counts = figures.map { "n = \(Figure.fixed(Double($0.count), 0))" }
    func columns(_ texts: [String]) -> Int { texts.map { DisplayWidth.of($0) }.max() ?? 0 }
    let fixed = indentation + columns(values) + columns(counts) + 6
    let nameColumns = min(columns(names), max(12, width - fixed))
    let hasRoom = width >= fixed + nameColumns + 3 + Self.barColumns && figures.contains { fullScale($0) != nil }
    return figures.indices.map { index in
      var cells = [Columns.padded(Columns.cut(names[index], to: nameColumns), to: nameColumns)]
      if hasRoom {
        let bar = fullScale(figures[index]).map {
          ProgressLine.bar(figures[index].value / $0, columns: Self.barColumns)
        }
        cells.append(bar ?? String(repeating: " ", count: Self.barColumns))
      }
      cells.append(Columns.padded(values[index], to: columns(values), alignment: .right))
      cells.append(counts[index])
      return String(repeating: " ", count: indentation) + cells.joined(separator: "   ")
    }
  }

  /// What a full bar stands for: all of it for percentages, else the largest of the same unit; nil for a figure that
  /// has nothing beside it to be compared with.
  private func fullScale(_ figure: GradeReport.Measurement) -> Double? {
    let same = figures.filter { $0.unit == figure.unit && $0.comparison == nil }
    guard figure.comparison == nil, !figure.unit.isEmpty, same.count > 1,
      same.allSatisfy({ $0.value.isFinite && $0.value >= 0 }), let largest = same.map(\.value).max(), largest > 0
    else { return nil }
    return figure.unit == "%" && largest <= 100 ? 100 : largest
  }
}
