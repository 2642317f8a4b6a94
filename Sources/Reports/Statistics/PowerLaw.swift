#if canImport(Darwin)
  private import Darwin
#elseif canImport(Musl)
  private import Musl
#else
  private import Glibc
#endif

/// `y = factor · xᵉˣᵖᵒⁿᵉⁿᵗ`, fitted by least squares of the logarithms. An exponent of 1 is proportional growth.
public struct PowerLaw: Codable, Sendable, Hashable {
  public let factor: Double
  public let exponent: Double
  /// The largest factor between a point and the curve, at least 1.
  public let largestDeviation: Double

  /// - Returns: nil for fewer than two different positive x, or where a value is not positive.
  public init?(_ points: [(x: Double, y: Double)]) {
    guard points.count >= 2, points.allSatisfy({ $0.x > 0 && $0.y > 0 && $0.x.isFinite && $0.y.isFinite }) else {
      return nil
    }
    let logs = points.map { (x: log($0.x), y: log($0.y)) }
    let count = Double(logs.count)
    let mean = (x: logs.reduce(0) { $0 + $1.x } / count, y: logs.reduce(0) { $0 + $1.y } / count)
    let spread = logs.reduce(0) { $0 + ($1.x - mean.x) * ($1.x - mean.x) }
    guard spread > 0 else { return nil }
    let exponent = logs.reduce(0) { $0 + ($1.x - mean.x) * ($1.y - mean.y) } / spread
    let start = mean.y - exponent * mean.x
    self.exponent = exponent
    factor = exp(start)
    largestDeviation = exp(logs.map { abs($0.y - start - exponent * $0.x) }.max() ?? 0)
  }

  public func value(at x: Double) -> Double { factor * pow(x, exponent) }
}
