import Charts
import Reports

/// The ceilings of a machine as lines for a terminal.
struct CeilingTable {
  let ceilings: MachineCeilings

  func lines(in language: Language) -> [String] {
    let threads = Set(ceilings.figures.map(\.threads)).sorted()
    let isJapanese = language == .ja
    var table = TextTable([.left] + threads.map { _ in .right })
    let heads = threads.map { isJapanese ? "\($0) スレッド" : $0 == 1 ? "1 thread" : "\($0) threads" }
    table.add([isJapanese ? "上限（中央値と 95 % 区間）" : "ceilings (median, 95 % interval)"] + heads)
    var seen = Set<String>()
    for figure in ceilings.figures {
      let label = Self.label(figure)[language]
      guard seen.insert(label).inserted else { continue }
      let cells = threads.map { threads in
        ceilings.figures.first { $0.threads == threads && Self.label($0)[language] == label }.map(Self.value) ?? ""
      }
      table.add([label] + cells)
    }
    let date = ceilings.recordedAt.date
    let load = ceilings.machine.loadAverage.map { Figure.fixed($0, 1) } ?? "—"
    return table.lines + [
      isJapanese
        ? "  \(date) に測定、そのときの負荷 \(load)。測り直すには keiryo doctor --probe"
        : "  measured on \(date) at a load of \(load); keiryo doctor --probe measures again"
    ]
  }

  private static func label(_ figure: Ceiling) -> LocalizedText {
    switch figure.kind {
    case .multiplyAdd: LocalizedText(ja: "float32 の積和  \(figure.kernel)", en: "float32 multiply-add  \(figure.kernel)")
    case .dotProduct: LocalizedText(ja: "int8 の積和  \(figure.kernel)", en: "int8 dot product  \(figure.kernel)")
    case .reading:
      switch figure.level ?? .memory {
      case .memory: LocalizedText(ja: "主記憶の読み出し", en: "reading main memory")
      case let cache:
        LocalizedText(ja: "\(cache.rawValue.uppercased()) の読み出し", en: "reading \(cache.rawValue.uppercased())")
      }
    case .dispatch: LocalizedText(ja: "スレッドへの分配 1 回", en: "sharing work among threads, once")
    }
  }

  /// `301 [299, 302] GFLOP/s`
  private static func value(_ figure: Ceiling) -> String {
    let rate = figure.rate
    guard figure.kind != .dispatch else {
      // The interval of a time runs the other way round from that of a rate.
      let ends = [rate.high, rate.low].map { Figure.duration(nanoseconds: $0 > 0 ? 1 / $0 : 0) }
      return "\(Figure.duration(nanoseconds: figure.nanosecondsPerPiece)) [\(ends[0]), \(ends[1])]"
    }
    let unit =
      switch figure.kind {
      case .multiplyAdd: "GFLOP/s"
      case .dotProduct: "GOP/s"
      case .reading, .dispatch: "GB/s"
      }
    return "\(Quantity.plain.text(rate)) \(unit)"
  }
}
