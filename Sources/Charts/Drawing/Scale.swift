#if canImport(Darwin)
  private import Darwin
#elseif canImport(Musl)
  private import Musl
#else
  private import Glibc
#endif

/// Maps values to positions along an axis and chooses its round marks.
package struct Scale {
  package let domain: ClosedRange<Double>
  let range: (from: Double, to: Double)
  let isLogarithmic: Bool
  let ticks: [Double]

  /// A linear axis over `values`, widened to round ends.
  /// - Parameter fromZero: whether bars stand on it, so that lengths can be compared.
  package init(_ values: [Double], range: (from: Double, to: Double), fromZero: Bool, marks: Int = 5) {
    let finite = values.filter(\.isFinite)
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    if fromZero {
      low = min(low, 0)
      high = max(high, 0)
    }
    if low == high { high = low + max(abs(low) * 0.1, 1e-9) }
    let step = Self.roundStep((high - low) / Double(marks))
    let first = (low / step).rounded(.down)
    let last = (high / step).rounded(.up)
    ticks = (0...min(50, Int(last - first))).map { (first + Double($0)) * step }
    domain = (first * step)...max(last * step, first * step + step)
    self.range = range
    isLogarithmic = false
  }

  /// A logarithmic axis over positive `values` with marks at 1, 2 and 5 times powers of ten.
  package init(logarithmic values: [Double], range: (from: Double, to: Double)) {
    let positive = values.filter { $0 > 0 && $0.isFinite }
    let low = (positive.min() ?? 1) * 0.8
    let high = max((positive.max() ?? 10) * 1.25, low * 1.5)
    var marks: [Double] = []
    var decade = pow(10, log10(low).rounded(.down))
    while decade <= high {
      marks += [1, 2, 5].map { $0 * decade }.filter { $0 >= low && $0 <= high }
      decade *= 10
    }
    ticks = marks.count > 6 ? marks.filter { mark in (log10(mark) - log10(mark).rounded()).magnitude < 1e-9 } : marks
    domain = low...high
    self.range = range
    isLogarithmic = true
  }

  package func callAsFunction(_ value: Double) -> Double {
    let share =
      isLogarithmic
      ? log(max(value, domain.lowerBound) / domain.lowerBound) / log(domain.upperBound / domain.lowerBound)
      : (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    return range.from + min(max(share, 0), 1) * (range.to - range.from)
  }

  /// 1, 2 or 5 times a power of ten, at least `rough`.
  package static func roundStep(_ rough: Double) -> Double {
    let power = pow(10, log10(max(rough, 1e-12)).rounded(.down))
    let multiple = rough / power
    return (multiple <= 1.000001 ? 1 : multiple <= 2 ? 2 : multiple <= 5 ? 5 : 10) * power
  }
}
