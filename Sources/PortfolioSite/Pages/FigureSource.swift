import Charts
import Reports

/// The figures of one ablation table, by name. The only way a number of a result reaches a page.
struct FigureSource {
  let project: String
  let table: AblationTable

  /// `row.quantity`, such as `int8.ratio`: the text to print.
  ///
  /// | quantity | example |
  /// |---|---|
  /// | `ratio` | 2.83 [2.80, 2.86] (only when publishable) |
  /// | `bytes`, `share` | 109.4 KB, 26.5 % (of the first row's bytes) |
  /// | `accuracy`, `change` | 95.6 % [95.0, 96.1], −0.2 pt |
  /// | `latency`, `p99` | 29.7 µs |
  /// | `parameters`, `macs`, `arena` | 102 k, 1.83 M, 36.9 KB |
  func text(_ figure: String) throws(PortfolioError) -> String {
    let parts = figure.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = table.rows.firstIndex(where: { $0.id == parts[0] }) else {
      throw .missingFigure(project: project, figure: figure)
    }
    let row = table.rows[index]
    if parts[1] == "ratio", let comparison = row.comparison, !comparison.isPublishable {
      throw .unpublishableFigure(project: project, figure: figure)
    }
    guard let text = text(String(parts[1]), row: row, latency: table.latency(ofRow: index)) else {
      throw .missingFigure(project: project, figure: figure)
    }
    return text
  }

  private func text(_ quantity: String, row: AblationTable.Row, latency: LatencySamples?) -> String? {
    switch quantity {
    case "ratio": row.comparison.map { Quantity.ratio.text($0.ratio) }
    case "bytes": Figure.bytes(row.model.fileBytes)
    case "share": share(of: row)
    case "accuracy": Quantity.fraction.text(row.accuracy.interval)
    case "change": change(of: row)
    case "latency": latency.map { Figure.duration(nanoseconds: $0.median) }
    case "p99": latency?.p99.map { Figure.duration(nanoseconds: $0) }
    case "parameters": Figure.count(row.model.parameters)
    case "macs": Figure.count(row.model.macs)
    case "arena": row.model.arenaBytes.map(Figure.bytes)
    default: nil
    }
  }

  /// Bytes of the file as a share of the first row's; nil for an empty first file.
  func share(of row: AblationTable.Row) -> String? {
    let whole = table.rows[0].model.fileBytes
    return whole > 0 ? Figure.percent(Double(row.model.fileBytes) / Double(whole)) : nil
  }

  /// Accuracy minus the first row's in percentage points.
  func change(of row: AblationTable.Row) -> String {
    let points = (row.accuracy.fraction - table.rows[0].accuracy.fraction) * 100
    let text = Figure.fixed(points, 1)
    return (points > 0 && !text.hasPrefix("0.0") ? "+" : "") + text + " pt"
  }
}
