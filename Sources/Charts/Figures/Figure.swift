/// Numbers as people read them: a half-width digit string, a space, a unit. The same everywhere: no locale takes part.
package enum Figure {
  /// `decimals` digits after the point, rounded half away from zero, thousands separated by commas, minus as U+2212.
  /// A value that is not finite or beyond 10¹⁵ reads "—".
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    let power = (0..<max(0, min(decimals, 9))).reduce(1.0) { power, _ in power * 10 }
    let scaled = (abs(value) * power).rounded(.toNearestOrAwayFromZero)
    guard scaled.isFinite, scaled < 1e18, abs(value) < 1e15 else { return "—" }
    let digits = String(Int64(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    var whole = Array(padded.dropLast(decimals))
    for position in stride(from: whole.count - 3, to: 0, by: -3) { whole.insert(",", at: position) }
    let sign = value < 0 && scaled > 0 ? "−" : ""
    return sign + String(whole) + (decimals > 0 ? "." + padded.suffix(decimals) : "")
  }

  /// At least `digits` significant digits, never dropping whole ones: 2.83, 12.4, 412.6 → 413 for three.
  package static func significant(_ value: Double, _ digits: Int = 3) -> String {
    var decimals = digits - 1
    var bound = 10.0
    while abs(value) >= bound, decimals > 0 {
      bound *= 10
      decimals -= 1
    }
    return fixed(value, decimals)
  }

  /// `412.6 KB`; 1 KB = 1,000 bytes.
  package static func bytes(_ count: Int) -> String {
    switch count {
    case ..<1_000: "\(fixed(Double(count), 0)) B"
    case ..<1_000_000: "\(fixed(Double(count) / 1_000, 1)) KB"
    case ..<1_000_000_000: "\(fixed(Double(count) / 1_000_000, 2)) MB"
    default: "\(fixed(Double(count) / 1_000_000_000, 2)) GB"
    }
  }

  /// `84.1 µs`: three significant digits in the unit that keeps one to three of them before the point.
  package static func duration(nanoseconds: Double) -> String {
    switch abs(nanoseconds) {
    case ..<999.5: "\(significant(nanoseconds)) ns"
    case ..<999_500: "\(significant(nanoseconds / 1_000)) µs"
    case ..<999_500_000: "\(significant(nanoseconds / 1_000_000)) ms"
    default: "\(significant(nanoseconds / 1_000_000_000)) s"
    }
  }

  /// `95.8 %` of a fraction 0.958.
  package static func percent(_ fraction: Double) -> String { "\(fixed(fraction * 100, 1)) %" }

  /// A counted quantity in short: `1.83 M`, `540 k`, `12`.
  package static func count(_ value: Int) -> String {
    switch abs(value) {
    case ..<10_000: fixed(Double(value), 0)
    case ..<1_000_000: "\(significant(Double(value) / 1_000)) k"
    case ..<1_000_000_000: "\(significant(Double(value) / 1_000_000)) M"
    default: "\(significant(Double(value) / 1_000_000_000)) G"
    }
  }
}
