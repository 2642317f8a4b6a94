import Lessons

/// Columns of text aligned for a terminal.
package struct TextTable {
  package enum Alignment: Sendable { case left, right }

  private var rows: [[String]] = []
  private let alignments: [Alignment]
  private let indentation: Int

  /// - Parameter alignments: one per column.
  package init(_ alignments: [Alignment], indentation: Int = 2) {
    self.alignments = alignments
    self.indentation = indentation
  }

  package mutating func add(_ cells: [String]) { rows.append(cells) }

  /// One line per row, three columns of space between cells, no space at the end.
  package var lines: [String] {
    let widths = alignments.indices.map { column in
      rows.map { column < $0.count ? DisplayWidth.of($0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = String(repeating: " ", count: indentation)
      for (column, cell) in row.enumerated() where column < alignments.count {
        line += (column > 0 ? "   " : "") + Columns.padded(cell, to: widths[column], alignment: alignments[column])
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
