package import Reports

/// How long to measure and when to stop.
package struct TimingOptions: Sendable, Hashable {
  /// Runs of each arm before the first sample of a placement: at least this many, and
  package var warmUpRuns = 3
  /// at least this long, all arms together.
  package var warmUpNanoseconds: Int64 = 20_000_000
  /// A sample repeats its work until it lasts about this long, so that reading the clock is under 0.2 % of it.
  package var sampleNanoseconds: Int64 = 20_000
  /// Never stop before this many placements, unless the budget is spent. The interval of fewer is wide.
  package var fewestPlacements = 12
  /// Pairs of one placement; fewer, down to four, where runs are long.
  package var pairsPerPlacement = 20
  /// Never stop before this many pairs, unless the budget is spent. Below 30 a ratio is not publishable.
  package var fewestPairs = 30
  /// Enough for p99.9 (2,995), few enough to store.
  package var mostPairs = 4_000
  /// Stop when half the 95 % interval is below this share of the ratio.
  package var relativeHalfWidth = 0.005
  /// Stop at this age once there are pairs enough to publish, at ten times this age in any case. Setting up and
  /// warming up count.
  package var budgetNanoseconds: Int64 = 5_000_000_000
  /// A half-width above this at the end means the machine cannot answer.
  package var tooNoisyHalfWidth = 0.05
  /// Seed of the order of the arms and of the bootstrap.
  package var seed: UInt64 = 1
  /// Recorded with the samples; the same for every arm.
  package var threads = 1
  package var batch = 1

  package init() {}
}

/// Why sampling ended.
package enum StopReason: String, Codable, Sendable, Hashable {
  /// The interval became as narrow as asked.
  case preciseEnough
  /// Time or pairs ran out with an interval that is wide but usable.
  case budget
  /// The interval is, or would at the end of the budget still be, too wide to tell anything.
  case tooNoisy
}

/// A comparison with how it ended.
package struct TimedComparison: Sendable, Hashable {
  package let comparison: Comparison
  package let stop: StopReason
  /// From the first placement to the last sample, by the clock that timed them.
  package let elapsedNanoseconds: Int64
}

/// Why no comparison came out.
package enum TimingError<Failure: Error>: Error {
  /// The timed work itself failed.
  case workload(Failure)
  /// The samples or options cannot make a comparison.
  case report(ReportError)
}
