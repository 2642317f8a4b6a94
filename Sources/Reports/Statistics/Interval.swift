/// An estimate with its 95 % confidence interval. `low ≤ estimate ≤ high` for every interval made here.
public struct Interval: Codable, Sendable, Hashable {
  public let estimate: Double
  public let low: Double
  public let high: Double

  public init(estimate: Double, low: Double, high: Double) {
    self.estimate = estimate
    self.low = low
    self.high = high
  }

  /// Half the width relative to the estimate: the stopping rule of a measurement.
  public var relativeHalfWidth: Double { (high - low) / 2 / estimate }

  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}
