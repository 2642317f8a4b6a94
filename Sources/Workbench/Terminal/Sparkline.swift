/// A row of bars, one column a value.
package enum Sparkline {
  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// The last `width` values between the smallest and the largest of all; values that are not finite are left out.
  package static func of(_ values: [Double], width: Int = 12) -> String {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return "" }
    let shown = condensed(finite, to: width)
    return String(
      shown.map { value in
        let share = high > low ? (value - low) / (high - low) : 0.5
        return bars[min(bars.count - 1, Int(share * Double(bars.count)))]
      })
  }

  /// Means of equal stretches when there are more values than columns.
  private static func condensed(_ values: [Double], to width: Int) -> [Double] {
    guard values.count > width, width > 0 else { return values }
    return (0..<width).map { column in
      let part = values[(column * values.count / width)..<((column + 1) * values.count / width)]
      return part.reduce(0, +) / Double(part.count)
    }
  }
}
