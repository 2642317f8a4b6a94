#if canImport(Darwin)
  private import Darwin
#elseif canImport(Musl)
  private import Musl
#else
  private import Glibc
#endif

/// The bootstrap of a median over values that come in groups.
///
/// Values of one group share what a fresh group would have drawn anew (where the allocator put the weights), so whole
/// groups are drawn with replacement: as many as there are, the median of all their values, repeat. Cameron, Gelbach,
/// Miller, "Bootstrap-Based Improvements for Inference with Clustered Errors" (Rev. Econ. Stat. 90, 2008); Kalibera,
/// Jones, "Rigorous Benchmarking in Reasonable Time" (ISMM 2013).
///
/// The interval runs between the percentiles α and 1 − α of those medians, α = Φ(−√(k/(k−1))·t) for k groups with t
/// the 97.5 % point of Student's distribution of k − 1 degrees: the percentile interval is too narrow for few groups.
/// Hesterberg, "What Teachers Should Know about the Bootstrap" (Am. Stat. 69, 2015), section 4.4.
package enum MedianBootstrap {
  /// The fewest groups for a 95 % interval: all of 5 on one side of the truth happens in 2·0.5⁵ > 5 % of cases.
  package static let fewestGroups = 6

  /// - Parameters:
  ///   - values: finite, group after group.
  ///   - groups: how many of the values each group has, at least one, `values.count` together.
  ///   - resamples: at least 40, so that both tails hold a value.
  /// - Returns: nil when there are too few groups or resamples, or the groups do not add up. The same seed gives the
  ///   same bits.
  package static func interval(
    of values: [Double], groups: [Int], resamples: Int, seed: UInt64
  ) -> Interval? {
    guard groups.count >= fewestGroups, resamples >= 40, groups.allSatisfy({ $0 > 0 }),
      groups.reduce(0, +) == values.count
    else { return nil }
    let memberships = zip(groups.indices, groups).flatMap { repeatElement($0, count: $1) }
    let order = values.indices.sorted { values[$0] < values[$1] }
    let sorted = order.map { values[$0] }
    let owners = order.map { memberships[$0] }
    guard let estimate = OrderStatistics.median(sorted: sorted) else { return nil }
    var source = SplitMix64(seed: seed)
    var medians: [Double] = []
    medians.reserveCapacity(resamples)
    var draws = [Int](repeating: 0, count: groups.count)
    for _ in 0..<resamples {
      for index in draws.indices { draws[index] = 0 }
      for _ in groups { draws[source.index(below: groups.count)] += 1 }
      medians.append(median(of: sorted, owners, draws, total: zip(draws, groups).reduce(0) { $0 + $1.0 * $1.1 }))
    }
    medians.sort()
    let tail = Int(tailShare(groups: groups.count) * Double(resamples))
    return Interval(
      estimate: estimate, low: min(estimate, medians[tail]), high: max(estimate, medians[resamples - 1 - tail]))
  }

  /// α above: 2.5 % for very many groups, 1.1 % for 12, 0.2 % for 6.
  package static func tailShare(groups: Int) -> Double {
    let freedom = Double(groups - 1)
    let reach = (Double(groups) / freedom).squareRoot() * studentQuantile(freedom: freedom)
    return 0.5 * erfc(reach / 2.0.squareRoot())
  }

  /// The 97.5 % point of Student's t by the Cornish–Fisher expansion around the normal point, within 0.2 % from 5
  /// degrees of freedom on. Abramowitz and Stegun, 26.7.5.
  private static func studentQuantile(freedom n: Double) -> Double {
    let z = 1.959_963_984_540_054
    let z2 = z * z
    let first = z * (z2 + 1) / 4
    let second = z * ((5 * z2 + 16) * z2 + 3) / 96
    let third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384
    return z + first / n + second / (n * n) + third / (n * n * n)
  }

  /// The median of the multiset in which `sorted[i]` occurs `draws[owners[i]]` times: linear instead of a sort.
  private static func median(of sorted: [Double], _ owners: [Int], _ draws: [Int], total: Int) -> Double {
    let upperRank = total / 2
    let lowerRank = total.isMultiple(of: 2) ? upperRank - 1 : upperRank
    var seen = 0
    var lower = sorted[0]
    var foundLower = false
    for index in sorted.indices {
      seen += draws[owners[index]]
      if !foundLower, seen > lowerRank {
        lower = sorted[index]
        foundLower = true
      }
      if seen > upperRank { return lowerRank == upperRank ? sorted[index] : (lower + sorted[index]) / 2 }
    }
    return lower
  }
}
