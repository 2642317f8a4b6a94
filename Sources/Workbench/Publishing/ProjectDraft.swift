import Foundation
import Reports

/// The first `project.yml` for a result: the figures are quoted from the record, the words are the learner's to write.
struct ProjectDraft {
  let slug: String
  let table: AblationTable
  /// Content digest of the ablation record.
  let digest: String
  /// Repeats the result.
  let command: String

  /// - Returns: the file, or nil when the project has one already.
  func writeIfMissing(in home: Home) throws(WorkbenchError) -> URL? {
    let name = slug.lowercased()
    let file = home.projects.appending(path: name).appending(path: "project.yml")
    guard !FileManager.default.fileExists(atPath: file.path) else { return nil }
    try home.write(text(named: name), to: file)
    return file
  }

  private func text(named name: String) -> String {
    let last = table.rows[table.rows.count - 1].id
    let first = table.rows[0].id
    return """
      # One project of the portfolio. Figures are quoted as {{row.quantity}}; rows: \(table.rows.map(\.id).joined(separator: ", "));
      # quantities: bytes, share, accuracy, change, latency, p99, ratio, parameters, macs, arena.
      slug: \(name)
      title: {ja: モデルを小さく、速くする, en: A smaller and faster model}
      summary:
        ja: "ファイルを {{\(first).bytes}} から {{\(last).bytes}} に減らしました。"
        en: "Brought the file from {{\(first).bytes}} down to {{\(last).bytes}}."
      problem:
        ja: どこで、何のために動かすモデルなのかを書きます。
        en: Where the model runs and what for.
      constraints:
        - {ja: 外から決まっている条件を書きます。, en: The limits that were given from outside.}
      baseline:
        ja: "元のモデルは {{\(first).bytes}}、正解率 {{\(first).accuracy}} です。"
        en: "The original takes {{\(first).bytes}} at an accuracy of {{\(first).accuracy}}."
      failures:
        - {ja: 試してうまくいかなかったことを書きます。, en: What was tried and did not work.}
      tradeOffs:
        - ja: "正解率は {{\(last).change}} 変わりました。"
          en: "Accuracy changed by {{\(last).change}}."
      limits:
        - {ja: この結果が言えない範囲を書きます。, en: What this result does not say.}
      reproduce:
        - \(command)
      sources: []
      ablation: \(digest)
      attachments: []

      """
  }
}
