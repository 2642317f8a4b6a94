/// Medians and ranks. Only comparison, addition and division take part, so results are the same everywhere.
package enum OrderStatistics {
  /// The middle value, or the mean of the two middle values; nil for no values.
  package static func median(_ values: [Double]) -> Double? { median(sorted: values.sorted()) }

  /// As ``median(_:)`` for values already in ascending order.
  package static func median(sorted values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let middle = values.count / 2
    return values.count.isMultiple(of: 2) ? (values[middle - 1] + values[middle]) / 2 : values[middle]
  }

  /// median |xᵢ − median(x)|; nil for no values.
  package static func medianAbsoluteDeviation(_ values: [Double]) -> Double? {
    guard let centre = median(values) else { return nil }
    return median(values.map { abs($0 - centre) })
  }

  /// The fewest samples for which the largest one is, with 95 % confidence, at or above the `p` quantile, whatever
  /// the distribution: the smallest n with pⁿ ≤ 0.05. p90 → 29, p99 → 299, p99.9 → 2,995.
  ///
  /// Wilks, "Determination of Sample Sizes for Setting Tolerance Limits" (Ann. Math. Statist. 12, 1941).
  package static func samplesNeeded(forQuantile p: Double) -> Int {
    guard p > 0, p < 1 else { return Int.max }
    var count = 1
    var chanceAllBelow = p
    while chanceAllBelow > 0.05 {
      chanceAllBelow *= p
      count += 1
    }
    return count
  }

  /// Ranks 1...n with ties sharing their mean rank.
  package static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
      for position in start...end { ranks[order[position]] = Double(start + end) / 2 + 1 }
      start = end + 1
    }
    return ranks
  }
}
