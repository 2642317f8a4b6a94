/// Two pieces of work timed in turns: sample i of one arm and sample i of the other were taken next to each other,
/// so slow drift of the machine cancels in their ratio.
///
/// Pairs come in placements. For each, both arms were set up anew, elsewhere in memory: where buffers land moves a
/// latency by up to a few per cent, equally for every pair of one placement, so the placements are what the interval
/// is drawn over. Mytkowicz et al., "Producing Wrong Data Without Doing Anything Obviously Wrong!" (ASPLOS 2009).
///
/// The stored ratio and warnings are a summary; ``recomputed()`` derives them again from the raw samples, bit for bit.
public struct Comparison: VersionedReport {
  public static let currentSchemaVersion = 1
  /// The fewest placements for which a 95 % interval of a median exists: 2·0.5⁶ ≤ 0.05.
  public static let fewestPlacements = MedianBootstrap.fewestGroups
  public var schemaVersion = SchemaVersion<Comparison>()

  public let baseline: LatencySamples
  public let candidate: LatencySamples
  /// Pairs taken in each placement, in order.
  public let placements: [Int]
  /// Seed of the bootstrap.
  public let seed: UInt64
  /// Bootstrap resamples.
  public let resamples: Int
  /// Median over pairs of baseline time ÷ candidate time, with its 95 % interval from a bootstrap over placements.
  /// Above 1: the candidate is faster.
  public let ratio: Interval
  /// What the samples themselves say against trusting the ratio.
  public let warnings: [MeasurementWarning]

  /// - Parameters:
  ///   - placements: pairs of each placement, at least one, all pairs together.
  ///   - resamples: of the bootstrap, 40...10,000.
  /// - Throws: ``ReportError`` when the arms are not pairs, come from fewer placements than ``fewestPlacements``, or
  ///   ran with different threads or batch sizes.
  public init(
    baseline: LatencySamples, candidate: LatencySamples, placements: [Int], seed: UInt64, resamples: Int = 2_000
  ) throws(ReportError) {
    guard baseline.count == candidate.count else {
      throw .unpairedSamples(baseline: baseline.count, candidate: candidate.count)
    }
    guard placements.count >= Self.fewestPlacements else {
      throw .tooFewPlacements(found: placements.count, needed: Self.fewestPlacements)
    }
    if let impossible = placements.first(where: { $0 < 1 || $0 > baseline.count }) {
      throw .impossibleSamples(field: "placements", value: Int64(impossible))
    }
    let placed = placements.reduce(0) { $0.addingReportingOverflow($1).partialValue }
    guard placed == baseline.count else { throw .impossibleSamples(field: "placements", value: Int64(placed)) }
    for (field, one, other) in [
      ("threads", baseline.threads, candidate.threads), ("batch", baseline.batch, candidate.batch),
    ] where one != other {
      throw .differentConditions(field: field, baseline: one, candidate: other)
    }
    let ratios = Self.ratios(baseline, candidate)
    guard (40...10_000).contains(resamples),
      let ratio = MedianBootstrap.interval(of: ratios, groups: placements, resamples: resamples, seed: seed)
    else { throw .impossibleSamples(field: "resamples", value: Int64(resamples)) }
    self.baseline = baseline
    self.candidate = candidate
    self.placements = placements
    self.seed = seed
    self.resamples = resamples
    self.ratio = ratio
    warnings = SampleDiagnosis.warnings(
      baseline: baseline, candidate: candidate, placements: placements, ratios: ratios)
  }

  /// Pairs timed (n).
  public var pairs: Int { baseline.count }

  /// Baseline time ÷ candidate time of each pair, in the order taken.
  public var pairRatios: [Double] { Self.ratios(baseline, candidate) }

  /// The same samples with ratio, interval and warnings derived afresh. A file is honest when this equals it.
  public func recomputed() throws(ReportError) -> Comparison {
    try Comparison(
      baseline: baseline, candidate: candidate, placements: placements, seed: seed, resamples: resamples)
  }

  private static func ratios(_ baseline: LatencySamples, _ candidate: LatencySamples) -> [Double] {
    zip(baseline.perRun, candidate.perRun).map { $0 / $1 }
  }
}
