import Foundation

/// The figures of a headline over its seeds.
package struct HeadlineSpread: Sendable {
  /// Rows and columns in the order in which they were measured.
  package private(set) var rows: [String] = []
  package private(set) var columns: [String] = []
  package let seeds: [Int]
  private var cells: [Cell: [Double]] = [:]
  private var units: [Cell: HeadlineFigure.Unit] = [:]

  private struct Cell: Hashable {
    let row: String
    let column: String
  }

  package init(_ records: [HeadlineRecord]) {
    let records = records.sorted { $0.seed < $1.seed }
    seeds = records.map(\.seed)
    for figure in records.flatMap(\.figures) {
      if !rows.contains(figure.row) { rows.append(figure.row) }
      if !columns.contains(figure.column) { columns.append(figure.column) }
      let cell = Cell(row: figure.row, column: figure.column)
      cells[cell, default: []].append(figure.value)
      units[cell] = figure.unit
    }
  }

  /// One value for each seed, in the order of ``seeds``; empty for a cell that was not measured.
  package func values(_ row: String, _ column: String) -> [Double] { cells[Cell(row: row, column: column)] ?? [] }

  package func unit(_ row: String, _ column: String) -> HeadlineFigure.Unit? {
    units[Cell(row: row, column: column)]
  }

  /// NaN for a cell that was not measured, which no bar is met by.
  package func mean(_ row: String, _ column: String) -> Double { Self.mean(values(row, column)) }

  package static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  /// `√(Σ(x − mean)² / (n − 1))`; 0 for one value.
  package static func deviation(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let mean = mean(values)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }
}
