/// The smallest speed difference this machine could tell from none when it was asked to compare a piece of work
/// with itself.
///
/// `relative` = max(|low − 1|, |high − 1|) over the 95 % interval of the median pair ratio of an A/A comparison.
/// 0.009 reads "0.9 %".
public struct NoiseFloor: Codable, Sendable, Hashable {
  public var relative: Double
  /// Pairs in the A/A comparison.
  public var pairs: Int

  public init(relative: Double, pairs: Int) {
    self.relative = relative
    self.pairs = pairs
  }

  /// From a comparison of a workload with itself.
  public init(selfComparison: Comparison) {
    self.init(
      relative: max(abs(selfComparison.ratio.low - 1), abs(selfComparison.ratio.high - 1)),
      pairs: selfComparison.pairs)
  }
}
