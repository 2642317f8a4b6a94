/// Two pieces of work timed in turns: sample i of one arm and sample i of the other were taken next to each other,
/// so slow drift of the machine cancels in their ratio.
///
/// The stored ratio and warnings are a summary; ``recomputed()`` derives them again from the raw samples, bit for bit.
public struct Comparison: VersionedReport {
  public static let currentSchemaVersion = 1
  /// The fewest pairs for which a 95 % interval of a median exists: 2·0.5⁶ ≤ 0.05.
  public static let fewestPairs = 6
  public var schemaVersion = SchemaVersion<Comparison>()

  public let baseline: LatencySamples
  public let candidate: LatencySamples
  /// Seed of the bootstrap.
  public let seed: UInt64
  /// Bootstrap resamples.
  public let resamples: Int
  /// Median over pairs of baseline time ÷ candidate time, with its bootstrap 95 % interval. Above 1: the candidate
  /// is faster.
  public let ratio: Interval
  /// What the samples themselves say against trusting the ratio.
  public let warnings: [MeasurementWarning]

  /// - Parameter resamples: of the bootstrap, 40...10,000.
  /// - Throws: ``ReportError`` when the arms are not pairs, are fewer than ``fewestPairs``, or ran with different
  ///   threads or batch sizes.
  public init(
    baseline: LatencySamples, candidate: LatencySamples, seed: UInt64, resamples: Int = 2_000
  ) throws(ReportError) {
    guard baseline.count == candidate.count else {
      throw .unpairedSamples(baseline: baseline.count, candidate: candidate.count)
    }
    guard baseline.count >= Self.fewestPairs else {
      throw .tooFewPairs(found: baseline.count, needed: Self.fewestPairs)
    }
    for (field, one, other) in [
      ("threads", baseline.threads, candidate.threads), ("batch", baseline.batch, candidate.batch),
    ] where one != other {
      throw .differentConditions(field: field, baseline: one, candidate: other)
    }
    let ratios = Self.ratios(baseline, candidate)
    guard (40...10_000).contains(resamples),
      let ratio = MedianBootstrap.interval(of: ratios, resamples: resamples, seed: seed)
    else { throw .impossibleSamples(field: "resamples", value: Int64(resamples)) }
    self.baseline = baseline
    self.candidate = candidate
    self.seed = seed
    self.resamples = resamples
    self.ratio = ratio
    warnings = SampleDiagnosis.warnings(baseline: baseline, candidate: candidate, ratios: ratios)
  }

  /// Pairs timed (n).
  public var pairs: Int { baseline.count }

  /// Baseline time ÷ candidate time of each pair, in the order taken.
  public var pairRatios: [Double] { Self.ratios(baseline, candidate) }

  /// The same samples with ratio, interval and warnings derived afresh. A file is honest when this equals it.
  public func recomputed() throws(ReportError) -> Comparison {
    try Comparison(baseline: baseline, candidate: candidate, seed: seed, resamples: resamples)
  }

  private static func ratios(_ baseline: LatencySamples, _ candidate: LatencySamples) -> [Double] {
    zip(baseline.perRun, candidate.perRun).map { $0 / $1 }
  }
}
