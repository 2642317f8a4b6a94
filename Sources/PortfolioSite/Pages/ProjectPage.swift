import Charts
import Reports

/// Everything the project template shows, as finished text. Escaping is the template's.
struct ProjectPage {
  struct Headline { let value, caption, basis: String }
  struct Cell { let label, value, note: String }
  struct Row { let stage: String, isReference: Bool, cells: [Cell] }
  struct Condition { let name, value: String }
  struct Picture { let path, description: String }

  let slug, title, summary, problem, baseline: String
  let constraints, failures, tradeOffs, limits, sources, reproduce: [String]
  let headlines: [Headline]
  let rows: [Row]
  let remarks: [String]
  let conditions: [Condition]
  let pictures: [Picture]
  let device, level, attempts: String
}

extension ProjectPage {
  init(
    _ project: ProjectEvidence, facts: ProjectFacts, language: Language, chain: [EvidenceLink]
  ) throws(PortfolioError) {
    let text = SiteText(language: language)
    let figures = FigureSource(project: project.slug, table: facts.table)
    let prose = Prose(figures: figures, language: language)
    slug = project.slug
    title = try prose.filled(project.title, field: "title")
    summary = try prose.filled(project.summary, field: "summary")
    problem = try prose.filled(project.problem, field: "problem")
    baseline = try prose.filled(project.baseline, field: "baseline")
    constraints = try prose.filled(project.constraints, field: "constraints", mayHoldNumbers: true)
    failures = try prose.filled(project.failures, field: "failures")
    tradeOffs = try prose.filled(project.tradeOffs, field: "tradeOffs")
    limits = try prose.filled(project.limits, field: "limits")
    sources = try prose.filled(project.sources, field: "sources")
    reproduce = project.reproduce
    headlines = Self.headlines(figures, text)
    rows = facts.table.rows.indices.map { Self.row($0, figures: figures, text: text, language: language) }
    remarks = Self.remarks(facts.table, text: text, language: language)
    conditions = Self.conditions(facts, text: text)
    pictures = ProjectCharts(slug: project.slug, facts: facts).all.map {
      Picture(path: $0.path(language), description: $0.description[language])
    }
    device = Self.setting(facts, text: text)
    level = text.level(facts.level)
    attempts = text.attempts(total: chain.count, ablations: chain.count { $0.kind == .ablation })
  }

  /// The last row against the first: size, speed, accuracy.
  private static func headlines(_ figures: FigureSource, _ text: SiteText) -> [Headline] {
    guard let first = figures.table.rows.first, let last = figures.table.rows.last else { return [] }
    var all: [Headline] = []
    if let comparison = last.comparison, comparison.isPublishable {
      let unit = text.language == .ja ? " 倍" : "×"
      let interval = "[\(Figure.fixed(comparison.ratio.low, 2)), \(Figure.fixed(comparison.ratio.high, 2))]"
      all.append(
        Headline(
          value: Figure.fixed(comparison.ratio.estimate, 2) + unit, caption: text.faster,
          basis: "\(text.interval) \(interval) · \(text.pairs(Figure.fixed(Double(comparison.pairs), 0)))"))
    }
    if let share = figures.share(of: last) {
      all.append(
        Headline(
          value: share, caption: text.smaller,
          basis: "\(Figure.bytes(first.model.fileBytes)) → \(Figure.bytes(last.model.fileBytes))"))
    }
    let count = Figure.fixed(Double(last.accuracy.count), 0)
    all.append(
      Headline(
        value: figures.change(of: last), caption: text.change,
        basis: "\(Figure.percent(first.accuracy.fraction)) → \(Figure.percent(last.accuracy.fraction)) · n = \(count)"))
    return all
  }

  private static func row(
    _ index: Int, figures: FigureSource, text: SiteText, language: Language
  ) -> Row {
    let row = figures.table.rows[index]
    let latency = figures.table.latency(ofRow: index)
    var cells = [
      Cell(label: text.file, value: Figure.bytes(row.model.fileBytes), note: ""),
      Cell(label: text.parameters, value: Figure.count(row.model.parameters), note: ""),
      Cell(label: text.macs, value: Figure.count(row.model.macs), note: ""),
      Cell(label: text.memory, value: row.model.arenaBytes.map(Figure.bytes) ?? "—", note: ""),
      Cell(
        label: text.accuracy, value: Quantity.fraction.text(row.accuracy.interval),
        note: "n = \(Figure.fixed(Double(row.accuracy.count), 0))"),
      Cell(label: text.latency, value: latency.map { Figure.duration(nanoseconds: $0.median) } ?? "—", note: ""),
      Cell(label: text.tail, value: latency?.p99.map { Figure.duration(nanoseconds: $0) } ?? "—", note: ""),
    ]
    if let comparison = row.comparison {
      cells.append(
        Cell(
          label: text.speed, value: Quantity.ratio.text(comparison.ratio),
          note: comparison.isPublishable
            ? text.pairs(Figure.fixed(Double(comparison.pairs), 0)) : text.notClaimed))
    } else {
      cells.append(Cell(label: text.speed, value: "1", note: text.reference))
    }
    return Row(stage: row.stage[language], isReference: index == 0, cells: cells)
  }

  /// Warnings and the reasons for unclaimed ratios, row by row.
  private static func remarks(_ table: AblationTable, text: SiteText, language: Language) -> [String] {
    let stop = language == .ja ? "：" : ": "
    let margin = Figure.fixed(Comparison.publicationMargin, 2)
    let samples = table.rows.indices.compactMap { table.latency(ofRow: $0) }
    let tail = samples.contains { $0.p99 == nil } ? [text.withoutTail] : []
    return tail
      + table.rows.flatMap { row -> [String] in
        guard let comparison = row.comparison else { return [] }
        var kinds: [MeasurementWarning.Kind] = []
        for warning in comparison.warnings where !kinds.contains(warning.kind) { kinds.append(warning.kind) }
        let reasons =
          comparison.publicationObstacles.map { text.obstacle($0, margin: margin) } + kinds.map { text.warning($0) }
        return reasons.map { row.stage[language] + stop + $0 }
      }
  }

  static func device(_ machine: MachineRecord) -> String { "\(machine.cpu) · \(machine.os)" }

  /// What a reader must know beside the large figures: the device, the threads, and how finely it could measure.
  private static func setting(_ facts: ProjectFacts, text: SiteText) -> String {
    let machine = facts.provenance.machine
    let threads = facts.table.rows.last?.comparison.map { text.threads($0.candidate.threads) }
    let floor = machine.noiseFloor.map { text.noise($0) }
    return ([device(machine)] + [threads, floor].compactMap { $0 }).joined(separator: " · ")
  }
}
