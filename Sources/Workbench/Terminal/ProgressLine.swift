import Lessons
package import Reports

/// Turns activities into terminal text: on a terminal one line that changes in place and stays when its step ends, in a
/// file or a pipe one plain line a step.
package struct ProgressLine: Sendable {
  private let language: Language
  private let width: Int
  private let isLive: Bool
  private var title = ""
  private var startedAt: Int64 = 0
  private var shownAt: Int64 = 0

  /// - Parameters:
  ///   - width: columns of the terminal.
  ///   - isLive: whether a line may be drawn again over itself.
  package init(language: Language, width: Int, isLive: Bool) {
    self.language = language
    self.width = max(40, width)
    self.isLive = isLive
  }

  private static let titleColumns = 32
  private static let barColumns = 4...20

  /// - Parameter now: nanoseconds of a monotonic clock.
  /// - Returns: what to write; nil when there is nothing new to show.
  package mutating func text(for activity: Activity, now: Int64) -> String? {
    switch activity {
    case .began(let title, let number, let total):
      let prefix = number.map { "\($0)/\(total ?? $0) " } ?? ""
      self.title = prefix + title[language]
      startedAt = now
      shownAt = now
      return isLive ? live(fraction: nil, figures: "", now: now) : nil
    case .moved(let fraction, let figures):
      // Ten pictures a second are enough for an eye and cost nothing.
      guard isLive, now - shownAt >= 100_000_000 else { return nil }
      shownAt = now
      return live(fraction: fraction, figures: figures[language], now: now)
    case .ended(let figures):
      let line = finished(figures[language], now: now)
      return (isLive ? "\r\u{1B}[K" : "") + line + "\n"
    case .vanished: return isLive ? "\r\u{1B}[K" : nil
    case .said(let text):
      return (isLive ? "\r\u{1B}[K" : "") + text[language] + "\n"
    }
  }

  private func live(fraction: Double?, figures: String, now: Int64) -> String {
    var line = "  " + Columns.padded(title, to: Self.titleColumns) + "  "
    let seconds = Self.seconds(now - startedAt)
    let room = width - 1 - DisplayWidth.of(seconds) - 2
    if let fraction {
      // The bar takes what the figures leave: they say more than it does.
      let free = room - DisplayWidth.of(line) - 2 - DisplayWidth.of(figures)
      let columns = min(max(free, Self.barColumns.lowerBound), Self.barColumns.upperBound)
      line += Self.bar(fraction, columns: columns) + "  "
    }
    line += figures
    return "\r\u{1B}[K" + Columns.padded(Columns.cut(line, to: room), to: room) + "  " + seconds
  }

  private func finished(_ figures: String, now: Int64) -> String {
    let line = "  " + Columns.padded(title, to: Self.titleColumns) + "  " + figures
    let seconds = Self.seconds(now - startedAt)
    let room = min(width, 96) - 1 - DisplayWidth.of(seconds)
    return Columns.padded(line, to: room) + (DisplayWidth.of(line) >= room ? "  " : "") + seconds
  }

  /// Full blocks with an eighth-block at the end: `██████▌             `.
  package static func bar(_ fraction: Double, columns: Int) -> String {
    let eighths = Int((min(max(fraction.isFinite ? fraction : 0, 0), 1) * Double(columns * 8)).rounded(.down))
    let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    let text = String(repeating: "█", count: eighths / 8) + partial
    return Columns.padded(text, to: columns)
  }

  /// `11.2 s`
  package static func seconds(_ nanoseconds: Int64) -> String {
    let tenths = (nanoseconds + 50_000_000) / 100_000_000
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
