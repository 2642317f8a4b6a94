import Kernels
package import Tensors

/// Counts of values in bins of equal width, one of whose edges is 0.
///
/// The larger side of the first batch is spread over 2,048 bins. What lies beyond them later gets further bins of the same
/// width, so that old counts stay aligned; above 8,192 bins neighbours are merged in pairs.
package struct Histogram: Sendable {
  package private(set) var counts: [Int] = []
  /// Bins below 0: bin `i` covers `(i − below)·width ..< (i + 1 − below)·width`.
  package private(set) var below = 0
  /// In double precision, so that no range of floats overflows. 0 as long as all values are 0.
  package private(set) var width = 0.0
  package private(set) var minimum = Float.infinity
  package private(set) var maximum = -Float.infinity
  package private(set) var total = 0

  package static let firstBinCount = 2048
  package static let mostBins = 8192

  package init() {}

  /// - Throws: ``TensorError/notFinite`` on NaN or infinity.
  package mutating func add(_ values: UnsafeBufferPointer<Float>) throws(TensorError) {
    guard !values.isEmpty else { return }
    guard let range = Observation.range(of: values) else { throw .notFinite }
    minimum = min(minimum, range.lowerBound)
    maximum = max(maximum, range.upperBound)
    let low = Double(min(range.lowerBound, 0)), high = Double(max(range.upperBound, 0))
    if width == 0, high > low {
      width = max(max(high, -low) / Double(Histogram.firstBinCount), Double(Float.leastNormalMagnitude) * 4096)
      // Until now there were zeros only.
      counts = [total]
    }
    total += values.count
    guard width > 0 else { return }
    cover(low, high)
    Observation.count(values, inverse: Float(1 / width), first: -Float(below), into: &counts)
  }

  /// Adds bins until they hold `low ... high`, merging neighbours where there would be too many.
  private mutating func cover(_ low: Double, _ high: Double) {
    func needed() -> (below: Double, above: Double) {
      (max((-low / width).rounded(.up), Double(below)), max((high / width).rounded(.up), Double(counts.count - below)))
    }
    while case let (left, right) = needed(), left + right > Double(Histogram.mostBins) {
      if below % 2 == 1 {
        counts.insert(0, at: 0)
        below += 1
      }
      if counts.count % 2 == 1 { counts.append(0) }
      counts = (0..<counts.count / 2).map { counts[2 * $0] + counts[2 * $0 + 1] }
      below /= 2
      width *= 2
    }
    let (left, right) = needed()
    counts = [Int](repeating: 0, count: Int(left) - below) + counts
    below = Int(left)
    counts += [Int](repeating: 0, count: below + Int(right) - counts.count)
  }

  /// The value below which `share` of the counts lie, interpolated inside its bin and kept inside what was seen.
  package func quantile(_ share: Double) -> Float {
    Histogram.quantile(share, of: counts, below: below, width: width).map { min(max($0, minimum), maximum) } ?? maximum
  }

  /// The magnitude below which `share` of the magnitudes lie.
  package func magnitudeQuantile(_ share: Double) -> Float {
    let largest = max(abs(minimum), abs(maximum))
    return Histogram.quantile(share, of: magnitudes, below: 0, width: width).map { min($0, largest) } ?? largest
  }

  private static func quantile(_ share: Double, of counts: [Int], below: Int, width: Double) -> Float? {
    let target = share * Double(counts.reduce(0, +))
    var passed = 0.0
    for (bin, count) in counts.enumerated() where count > 0 {
      if passed + Double(count) >= target {
        let inside = max(target - passed, 0) / Double(count)
        return Float(width * (Double(bin - below) + inside))
      }
      passed += Double(count)
    }
    return nil
  }

  /// Counts of magnitudes: bin `i` holds those from `i·width` to `(i + 1)·width`.
  package var magnitudes: [Int] {
    let above = counts.count - below
    return (0..<max(above, below)).map { bin in
      (bin < above ? counts[below + bin] : 0) + (bin < below ? counts[below - 1 - bin] : 0)
    }
  }

  /// Centre of a bin.
  package func center(_ bin: Int) -> Float { Float(width * (Double(bin - below) + 0.5)) }
}
