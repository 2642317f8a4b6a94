/// The percentile bootstrap of a median.
///
/// Draw n of the n values with replacement, take the median, repeat; the 2.5 % and 97.5 % points of those medians
/// bound the interval. Efron, "Bootstrap Methods: Another Look at the Jackknife" (Ann. Statist. 7, 1979).
package enum MedianBootstrap {
  package static let defaultResamples = 2_000

  /// - Parameters:
  ///   - values: at least one, finite.
  ///   - resamples: at least 40, so that both tails hold a value.
  /// - Returns: nil when there is no value or too few resamples. The same seed gives the same bits.
  package static func interval(of values: [Double], resamples: Int, seed: UInt64) -> Interval? {
    let sorted = values.sorted()
    guard let estimate = OrderStatistics.median(sorted: sorted), resamples >= 40 else { return nil }
    var source = SplitMix64(seed: seed)
    var medians: [Double] = []
    medians.reserveCapacity(resamples)
    var counts = [Int32](repeating: 0, count: sorted.count)
    for _ in 0..<resamples {
      for index in counts.indices { counts[index] = 0 }
      for _ in 0..<sorted.count { counts[source.index(below: sorted.count)] += 1 }
      medians.append(median(of: sorted, drawn: counts))
    }
    medians.sort()
    let tail = resamples / 40
    return Interval(
      estimate: estimate, low: min(estimate, medians[tail]), high: max(estimate, medians[resamples - 1 - tail]))
  }

  /// The median of the multiset in which `sorted[i]` occurs `counts[i]` times: linear instead of a sort.
  private static func median(of sorted: [Double], drawn counts: [Int32]) -> Double {
    let total = sorted.count
    let upperRank = total / 2
    let lowerRank = total.isMultiple(of: 2) ? upperRank - 1 : upperRank
    var seen = 0
    var lower = sorted[0]
    var foundLower = false
    for index in sorted.indices {
      seen += Int(counts[index])
      if !foundLower, seen > lowerRank {
        lower = sorted[index]
        foundLower = true
      }
      if seen > upperRank { return lowerRank == upperRank ? sorted[index] : (lower + sorted[index]) / 2 }
    }
    return lower
  }
}
