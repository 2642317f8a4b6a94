extension LatencySamples {
  /// The median time of one run, in nanoseconds (p50).
  public var median: Double { OrderStatistics.median(perRun) ?? 0 }

  /// The `p` quantile of the time of one run, in nanoseconds: the sample of rank ⌈p·n⌉ (no interpolation).
  ///
  /// Nil where n is too small to speak of it: n must reach the smallest value with pⁿ ≤ 0.05, which is 29 for p90,
  /// 299 for p99 and 2,995 for p99.9. Below that even the slowest sample is not above the quantile with 95 %
  /// confidence (Wilks 1941). Nil as well when a sample repeats its run: its mean hides the tail of single runs.
  /// - Parameter p: above 0, below 1.
  public func percentile(_ p: Double) -> Double? {
    guard p > 0, p < 1, repetitions == 1, count >= OrderStatistics.samplesNeeded(forQuantile: p) else { return nil }
    let rank = Int((p * Double(count)).rounded(.up))
    return perRun.sorted()[min(max(rank, 1), count) - 1]
  }

  /// Nil below 29 samples of single runs.
  public var p90: Double? { percentile(0.90) }

  /// Nil below 299 samples of single runs.
  public var p99: Double? { percentile(0.99) }

  /// Nil below 2,995 samples of single runs.
  public var p999: Double? { percentile(0.999) }
}
