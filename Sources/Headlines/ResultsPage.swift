import Charts
package import Reports

/// `Documentation/Results.md`: every headline with its bar, its figures over the seeds, and the commands behind them.
package struct ResultsPage {
  private let parts: [(headline: any Headline.Type, records: [HeadlineRecord])]

  /// Headlines without records are left out.
  package init(_ records: HeadlineRecords, of headlines: [any Headline.Type]) throws {
    var parts: [(headline: any Headline.Type, records: [HeadlineRecord])] = []
    for headline in headlines {
      let found = try records.all(headline.key)
      if !found.isEmpty { parts.append((headline, found)) }
    }
    self.parts = parts
  }

  package var markdown: String {
    var lines = [
      "# Results", "",
      "Written by `keiryo-dev results` from the records in `Benchmarks/results/headlines`, one for each headline and seed; "
        + "nothing here is typed. Figures are means ± standard deviations over seeds, which train their models anew. What "
        + "does not hold stands here like what does.", "",
      "| headline | bar | found | holds |", "|---|---|--:|---|",
    ]
    for (headline, records) in parts {
      for verdict in headline.verdicts(HeadlineSpread(records)) {
        lines.append("| \(headline.title) | \(verdict.bar) | \(verdict.found) | \(verdict.holds ? "yes" : "**no**") |")
      }
    }
    for (headline, records) in parts { lines += section(headline, records) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func section(_ headline: any Headline.Type, _ records: [HeadlineRecord]) -> [String] {
    let spread = HeadlineSpread(records)
    var lines = ["", "## \(headline.title)", "", headline.setting, ""]
    lines.append("| | " + spread.columns.joined(separator: " | ") + " |")
    lines.append("|---|" + String(repeating: "--:|", count: spread.columns.count))
    for row in spread.rows {
      let cells = spread.columns.map { column in
        spread.unit(row, column).map { HeadlineCell.text(spread.values(row, column), $0) } ?? ""
      }
      lines.append("| \(row) | " + cells.joined(separator: " | ") + " |")
    }
    guard let first = records.first else { return lines }
    lines += [
      "",
      "Seeds \(spread.seeds.map(String.init).joined(separator: ", ")), on "
        + "\(first.machine.cpu), \(first.machine.os), Keiryo \(first.toolVersion). Seed \(first.seed):", "", "```sh",
    ]
    return lines + first.commands + ["```"]
  }
}
