package import Tensors

/// Counts of values in equal bins over a range that grows by whole doublings, so that old counts stay exact.
package struct Histogram: Sendable {
  package private(set) var counts = [Int](repeating: 0, count: Histogram.binCount)
  /// Lower edge of the first bin; the bins cover `origin ..< origin + width · binCount`.
  /// In double precision, so that no range of floats overflows.
  package private(set) var origin = 0.0
  package private(set) var width = 0.0
  package private(set) var minimum = Float.infinity
  package private(set) var maximum = -Float.infinity
  package private(set) var total = 0

  package static let binCount = 2048

  package init() {}

  /// - Throws: ``TensorError/notFinite`` on NaN or infinity.
  package mutating func add(_ values: UnsafeBufferPointer<Float>) throws(TensorError) {
    var low = Float.infinity
    var high = -Float.infinity
    for value in values {
      guard value.isFinite else { throw .notFinite }
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else { return }
    minimum = min(minimum, low)
    maximum = max(maximum, high)
    cover(Double(low), Double(high))
    total += values.count
    let inverse = 1 / width
    for value in values {
      counts[min(max(Int((Double(value) - origin) * inverse), 0), Histogram.binCount - 1)] += 1
    }
  }

  /// Widens the range until it holds `low ... high`, merging neighbouring bins.
  private mutating func cover(_ low: Double, _ high: Double) {
    if width == 0 {
      origin = min(low, 0)
      width = max((max(high, 0) - origin) / Double(Histogram.binCount), Double(Float.leastNormalMagnitude) * 4096)
      return
    }
    while low < origin || high > origin + width * Double(Histogram.binCount) {
      let half = Histogram.binCount / 2
      let merged = (0..<half).map { counts[2 * $0] + counts[2 * $0 + 1] }
      let empty = [Int](repeating: 0, count: half)
      // Bins double in width; the old ones go to the half away from the side that needs room.
      if low < origin {
        origin -= width * Double(Histogram.binCount)
        counts = empty + merged
      } else {
        counts = merged + empty
      }
      width *= 2
    }
  }

  /// The value below which `share` of the counts lie, interpolated inside its bin and kept inside what was seen.
  package func quantile(_ share: Double) -> Float {
    let target = share * Double(total)
    var below = 0.0
    for (bin, count) in counts.enumerated() where count > 0 {
      if below + Double(count) >= target {
        let inside = (target - below) / Double(count)
        return min(max(Float(origin + width * (Double(bin) + inside)), minimum), maximum)
      }
      below += Double(count)
    }
    return maximum
  }

  /// Centre of a bin.
  package func center(_ bin: Int) -> Float { Float(origin + width * (Double(bin) + 0.5)) }
}
