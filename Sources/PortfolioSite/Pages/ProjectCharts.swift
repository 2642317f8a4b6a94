import Charts
import Reports

/// The pictures of a project, drawn from its records.
struct ProjectCharts {
  struct Chart {
    let name: String
    let description: LocalizedText
    let svg: (Language) -> String

    /// Relative to the site's root.
    func path(_ language: Language) -> String { "charts/\(name).\(language.rawValue).svg" }
  }

  let slug: String
  let facts: ProjectFacts

  var all: [Chart] {
    [speed, front, samples].compactMap { $0 } + facts.layerErrors.enumerated().map(layers)
      + facts.training.enumerated().map(loss)
  }

  private var speed: Chart? {
    let rows = facts.table.rows
    guard rows.count > 1 else { return nil }
    let description = LocalizedText(
      ja: rows.dropFirst().compactMap { row in
        row.comparison.map { "\(row.stage.ja)：\(Quantity.ratio.text($0.ratio)) 倍" }
      }.joined(separator: "、"),
      en: rows.dropFirst().compactMap { row in
        row.comparison.map { "\(row.stage.en): \(Quantity.ratio.text($0.ratio)) times as fast" }
      }.joined(separator: "; "))
    let chart = BarChart(
      title: LocalizedText(
        ja: "速度比（\(rows[0].stage.ja) = 1、線は 95 % 区間）", en: "Times as fast (\(rows[0].stage.en) = 1, 95 % interval)"),
      description: description, quantity: .ratio,
      bars: rows.map { row in
        row.comparison.map { BarChart.Bar(label: row.stage, value: $0.ratio) }
          ?? BarChart.Bar(label: row.stage, exactly: 1, isReference: true)
      })
    return Chart(name: "\(slug)-speed", description: description, svg: chart.svg)
  }

  private var front: Chart? {
    let rows = facts.table.rows
    let count = Figure.fixed(Double(rows[0].accuracy.count), 0)
    let description = LocalizedText(
      ja: rows.map {
        "\($0.stage.ja)：\(Figure.bytes($0.model.fileBytes))、\(Figure.percent($0.accuracy.fraction))"
      }.joined(separator: "、"),
      en: rows.map {
        "\($0.stage.en): \(Figure.bytes($0.model.fileBytes)), \(Figure.percent($0.accuracy.fraction))"
      }.joined(separator: "; "))
    let chart = ParetoChart(
      title: LocalizedText(
        ja: "正解率とファイルの大きさ（線は 95 % 区間、n = \(count)）", en: "Accuracy against file size (95 % interval, n = \(count))"),
      description: description, costQuantity: .bytes,
      points: rows.map {
        ParetoChart.Point(label: $0.stage, cost: Double($0.model.fileBytes), accuracy: $0.accuracy.interval)
      })
    return Chart(name: "\(slug)-front", description: description, svg: chart.svg)
  }

  private var samples: Chart? {
    let strips = facts.table.rows.indices.compactMap { index in
      facts.table.latency(ofRow: index).map {
        LatencyChart.Strip(label: facts.table.rows[index].stage, samples: $0)
      }
    }
    guard !strips.isEmpty else { return nil }
    let description = LocalizedText(
      ja: strips.map { "\($0.label.ja)：中央値 \(Figure.duration(nanoseconds: $0.samples.median))" }.joined(separator: "、"),
      en: strips.map { "\($0.label.en): median \(Figure.duration(nanoseconds: $0.samples.median))" }
        .joined(separator: "; "))
    let chart = LatencyChart(
      title: LocalizedText(
        ja: "1 回の推論時間（点は 1 標本、下ほど後）", en: "Time of one inference (one dot a sample, later ones lower)"),
      description: description, strips: strips)
    return Chart(name: "\(slug)-samples", description: description, svg: chart.svg)
  }

  private func layers(_ index: Int, _ table: LayerErrorTable) -> Chart {
    let worst = table.rows.min { $0.sqnr < $1.sqnr }
    let least = worst.map { "\($0.layer) \(Quantity.decibels.text($0.sqnr))" } ?? "—"
    let description = LocalizedText(ja: "最も低い層：\(least)", en: "Lowest layer: \(least)")
    let inputs = Figure.fixed(Double(table.inputs), 0)
    let chart = BarChart(
      title: LocalizedText(
        ja: "層ごとの SQNR（入力 \(inputs) 件、大きいほどよい）", en: "SQNR per layer (\(inputs) inputs, higher is better)"),
      description: description, quantity: .decibels,
      bars: table.rows.map { BarChart.Bar(label: LocalizedText(verbatim: $0.layer), exactly: $0.sqnr) })
    return Chart(name: "\(slug)-layers-\(index + 1)", description: description, svg: chart.svg)
  }

  private func loss(_ index: Int, _ record: TrainingRecord) -> Chart {
    let last = record.points.last.map { Figure.significant($0.loss) } ?? "—"
    let description = LocalizedText(ja: "最後の損失 \(last)", en: "Final loss \(last)")
    let chart = LossChart(
      title: LocalizedText(ja: "学習の損失（nat、シード \(record.seed)）", en: "Training loss (nats, seed \(record.seed))"),
      description: description, record: record)
    return Chart(name: "\(slug)-loss-\(index + 1)", description: description, svg: chart.svg)
  }
}
