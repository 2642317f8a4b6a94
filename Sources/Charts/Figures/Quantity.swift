package import Reports

/// What an axis shows, and so how its numbers are written.
package enum Quantity: Sendable, Hashable {
  /// Times as fast; 1 is equal.
  case ratio
  /// A share in 0...1, printed in percent.
  case fraction
  case bytes
  case nanoseconds
  case decibels
  /// A plain number such as a loss.
  case plain

  package func text(_ value: Double) -> String {
    switch self {
    case .ratio: Figure.fixed(value, 2)
    case .fraction: Figure.percent(value)
    case .bytes: Figure.bytes(Int(max(0, min(value, 1e15)).rounded()))
    case .nanoseconds: Figure.duration(nanoseconds: value)
    case .decibels: "\(Figure.fixed(value, 1)) dB"
    case .plain: Figure.significant(value)
    }
  }

  /// `2.83 [2.80, 2.86]`, each number with the same decimals.
  package func text(_ interval: Interval) -> String {
    switch self {
    case .fraction:
      "\(text(interval.estimate)) [\(Figure.fixed(interval.low * 100, 1)), \(Figure.fixed(interval.high * 100, 1))]"
    default: "\(text(interval.estimate)) [\(text(interval.low)), \(text(interval.high))]"
    }
  }
}
