import Charts
package import Reports

/// What the tour showed, ending in the one thing to do next.
package struct TourView: Answer {
  package let machine: MachineRecord
  let grades: [LabTour.Grade]
  package let table: AblationTable
  /// Where the home was copied; nil when it was removed.
  package let keptIn: String?
  package let page: String?
  package let nanoseconds: Int64
  let next: NextStep?

  package var status: ExitStatus { grades.allSatisfy { $0.status == .pass } ? .success : .failed }

  package func text(in language: Language, width: Int) -> String {
    let isJapanese = language == .ja
    let pairs = table.rows.compactMap { $0.comparison?.pairs }.min() ?? 0
    let seconds = ProgressLine.seconds(nanoseconds)
    var lines = [""] + AblationView(table).lines(in: language)
    lines.append(
      isJapanese
        ? "  glyphs16 の test、1 スレッド、交互に \(pairs) 組以上"
        : "  test split of glyphs16, 1 thread, \(pairs) pairs or more in turns")
    lines.append("")
    if let page {
      lines.append(isJapanese ? "  ページ  \(page)" : "  page    \(page)")
    } else {
      lines.append(
        isJapanese
          ? "  見本は消しました（残すなら keiryo start --keep フォルダ）。全体で \(seconds)"
          : "  The sample was removed (to keep it: keiryo start --keep FOLDER). \(seconds) in all")
    }
    let step = next?.headline[language] ?? (isJapanese ? "次は：keiryo" : "Next: keiryo")
    lines += ["", "  " + step + (isJapanese ? "。 keiryo と打てば、いつでも続きから。" : ".  keiryo always continues from here.")]
    return lines.joined(separator: "\n")
  }
}
