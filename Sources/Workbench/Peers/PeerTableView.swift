import Charts
package import Reports

/// The table of a model against other engines, as a person reads it.
package struct PeerTableView: Answer {
  package let table: PeerTable
  /// Where the files were written; nil when none were asked for.
  package let folder: String?
  package let files: [String]

  package init(table: PeerTable, folder: String?, files: [String]) {
    self.table = table
    self.folder = folder
    self.files = files
  }

  /// A table without any figure is no success.
  package var status: ExitStatus { table.own == nil ? .failed : .success }

  package func text(in language: Language, width: Int) -> String {
    let isJapanese = language == .ja
    var lines = ["  " + PeerWords.heading(table)[language], ""]
    if let own = table.own {
      var columns = TextTable([.left, .right, .right, .right, .left])
      columns.add([
        "", "p50", isJapanese ? "Keiryo を 1 とした時間" : "time, Keiryo = 1", isJapanese ? "出力の差" : "outputs differ by",
        isJapanese ? "ファイルと重み" : "file and weights",
      ])
      columns.add([
        "Keiryo \(table.provenance.toolVersion)", Figure.duration(nanoseconds: own.median), "1", "", table.model,
      ])
      for row in table.ranked { columns.add(PeerWords.cells(row, language)) }
      lines += columns.lines + [""]
    }
    for row in table.rows {
      if let obstacle = row.obstacle { lines.append("  \(row.title) — \(obstacle[language])") }
    }
    lines += PeerWords.warnings(table).map { "  ! " + $0[language] }
    lines += PeerWords.verdict(table).map { "  " + $0[language] }
    lines.append("  " + PeerWords.conditions(table)[language])
    if let folder { lines.append("  \(isJapanese ? "結果" : "results")  \(folder)/  \(files.joined(separator: "  "))") }
    return lines.joined(separator: "\n")
  }
}
