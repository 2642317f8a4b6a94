import Charts
package import Reports

/// A profile as a person reads it: one line for each step, then what is left over.
package struct ProfileView: Answer {
  package let profile: ModelProfile
  /// Files that were written.
  package let files: [String]
  private let showsDetails: Bool

  init(profile: ModelProfile, files: [String], showsDetails: Bool) {
    self.profile = profile
    self.files = files
    self.showsDetails = showsDetails
  }

  /// The record, and beside it what follows from its samples.
  package func encode(to encoder: any Encoder) throws {
    try profile.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(ProfileFigures(profile), forKey: .figures)
  }

  private enum Keys: String, CodingKey { case figures }

  package func text(in language: Language, width: Int) -> String {
    let isJapanese = language == .ja
    var lines = ["  " + ProfileWords.heading(profile)[language], ""]
    lines += table(language).lines + [""]
    lines += totals(language)
    if profile.steps.contains(where: { $0.kernel == nil }) {
      lines.append(
        isJapanese
          ? "  ! ＊ の段は速いカーネルがなく、Swift の参照実装で動きます。" : "  ! * has no fast kernel and runs in the Swift reference.")
    }
    if profile.steps.contains(where: { ($0.kernel ?? "").contains("winograd") }) {
      lines.append(
        isJapanese
          ? "  Winograd は定義より少ない乗算で済むため、上限比が 100 % を超えることがあります。"
          : "  Winograd needs fewer products than the definition counts: its share of the ceiling can pass 100 %.")
    }
    if showsDetails { lines += [""] + sources(language) }
    lines.append("  " + ProfileWords.conditions(profile)[language])
    if !files.isEmpty { lines.append("  " + files.joined(separator: "  ")) }
    return lines.joined(separator: "\n")
  }

  private func table(_ language: Language) -> TextTable {
    let isJapanese = language == .ja
    let ranges: [TextTable.Alignment] = showsDetails ? [.right, .right, .right] : [.right]
    var table = TextTable(
      [.left] + ranges + [.right, .right] + (showsDetails ? [.right] : []) + [.right, .right, .left])
    let times = showsDetails ? ["min", "p50", "p95"] : ["p50"]
    table.add(
      [isJapanese ? "段" : "step"] + times + [isJapanese ? "割合" : "share", "MAC"]
        + (showsDetails ? [isJapanese ? "バイト" : "bytes"] : []) + ["GOP/s", isJapanese ? "上限比" : "of ceiling"]
        + [isJapanese ? "カーネル" : "kernel"])
    let whole = profile.stepNanoseconds
    for step in profile.steps {
      let duration = { (value: Double?) in value.map { Figure.duration(nanoseconds: $0) } ?? "—" }
      let mark = step.kernel == nil ? (isJapanese ? "＊" : "*") : ""
      let times =
        showsDetails ? [duration(step.minimum), duration(step.median), duration(step.p95)] : [duration(step.median)]
      let kernel = (step.kernel ?? step.operatorName) + (step.threads > 1 ? " ×\(step.threads)" : "")
      table.add(
        [mark + Columns.cut(step.name, to: showsDetails ? 34 : 20)] + times
          + [
            whole > 0 ? Figure.percent(step.median / whole) : "—",
            step.multiplyAccumulates > 0 ? Figure.count(step.multiplyAccumulates) : "",
          ] + (showsDetails ? [Figure.bytes(step.bytes)] : [])
          + [step.rate.map { Figure.significant($0) } ?? "", ceiling(step, language), Columns.cut(kernel, to: 34)])
    }
    return table
  }

  /// `62 % L2`: share of the ceiling, and which one it is.
  private func ceiling(_ step: ProfiledStep, _ language: Language) -> String {
    guard let share = profile.share(of: step), let ceiling = profile.ceiling(of: step) else { return "—" }
    let bound =
      ceiling.isBoundByMemory
      ? LocalizedText(ja: "転送", en: "bytes") : LocalizedText(ja: "演算", en: "compute")
    return "\(Figure.fixed(share * 100, 0)) % \(bound[language])"
  }

  private func totals(_ language: Language) -> [String] {
    let isJapanese = language == .ja
    var table = TextTable([.left, .right, .left])
    let whole = profile.whole.median
    let sum = profile.stepNanoseconds
    table.add([
      isJapanese ? "1 回の推論（計測なし、p50）" : "one inference (unobserved, p50)", Figure.duration(nanoseconds: whole),
      profile.share.map { share in
        isJapanese ? "上限の \(Figure.percent(share))" : "\(Figure.percent(share)) of the ceiling"
      } ?? "",
    ])
    table.add([
      isJapanese ? "各段の合計" : "sum of the steps", Figure.duration(nanoseconds: sum),
      "\(Figure.count(profile.multiplyAccumulates)) MAC",
    ])
    let each = profile.steps.isEmpty ? 0 : profile.overheadNanoseconds / Double(profile.steps.count)
    table.add([
      isJapanese ? "段の外（推論 − 合計）" : "outside the steps (inference − sum)",
      Figure.duration(nanoseconds: profile.overheadNanoseconds),
      isJapanese
        ? "1 段あたり \(Figure.duration(nanoseconds: each))" : "\(Figure.duration(nanoseconds: each)) for each step",
    ])
    if let openings = profile.openings, let median = OrderStatistics.median(openings) {
      table.add([
        isJapanese ? "ファイルから実行できるまで（p50）" : "from the file to a session (p50)",
        Figure.duration(nanoseconds: median), "n = \(openings.count)",
      ])
    }
    return table.lines
  }

  private func sources(_ language: Language) -> [String] {
    profile.steps.filter { $0.sources != [$0.name] }.map { step in
      "  \(step.name) ← \(step.sources.joined(separator: ", "))"
    }
  }
}
