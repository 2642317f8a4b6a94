/// Rows of a table, collected until their column widths are known.
struct TerminalTable {
  let alignments: [MarkdownElement.Alignment]
  var cells: [StyledText] = []
  private(set) var isInHeader = false
  private var rows: [(cells: [StyledText], isHeader: Bool)] = []

  init(alignments: [MarkdownElement.Alignment]) {
    self.alignments = alignments
  }

  mutating func beginRow(isHeader: Bool) {
    isInHeader = isHeader
    cells = []
  }

  mutating func endRow() {
    rows.append((cells, isInHeader))
    isInHeader = false
  }

  /// The rows as lines, two spaces between columns, a rule under the header; cells wrap when the table is too wide.
  func lines(width: Int) -> [StyledText] {
    let widths = columnWidths(within: width)
    var result: [StyledText] = []
    for row in rows {
      result += lines(of: row.cells, widths)
      if row.isHeader { result.append(rule(widths)) }
    }
    return result
  }

  private func columnWidths(within width: Int) -> [Int] {
    let widths = alignments.indices.map { column in
      rows.map { $0.cells.indices.contains(column) ? $0.cells[column].width : 0 }.max() ?? 0
    }
    let available = max(width - 2 * max(0, widths.count - 1), widths.count * 4)
    // The largest common cap under which the columns fit, so that narrow columns keep their width.
    var (fitting, tooWide) = (1, (widths.max() ?? 0) + 1)
    while tooWide - fitting > 1 {
      let cap = (fitting + tooWide) / 2
      if widths.reduce(0, { $0 + min($1, cap) }) <= available { fitting = cap } else { tooWide = cap }
    }
    return widths.map { min($0, fitting) }
  }

  private func lines(of cells: [StyledText], _ widths: [Int]) -> [StyledText] {
    let wrapped = widths.indices.map { cells.indices.contains($0) ? cells[$0].wrapped(to: max(1, widths[$0])) : [] }
    return (0..<(wrapped.map(\.count).max() ?? 0)).map { row in
      var line = StyledText()
      for column in widths.indices {
        if column > 0 { line.append("  ") }
        let cell = wrapped[column].indices.contains(row) ? wrapped[column][row] : StyledText()
        let gap = max(0, widths[column] - cell.width)
        let before =
          switch alignments[column] {
          case .leading: 0
          case .centre: gap / 2
          case .trailing: gap
          }
        line.append(String(repeating: " ", count: before))
        line.glyphs += cell.glyphs
        line.append(String(repeating: " ", count: gap - before))
      }
      return line
    }
  }

  private func rule(_ widths: [Int]) -> StyledText {
    var line = StyledText()
    line.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "), .dim)
    return line
  }
}
