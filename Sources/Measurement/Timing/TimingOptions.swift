package import Reports

/// How long to measure and when to stop.
package struct TimingOptions: Sendable, Hashable {
  /// Runs of each arm before the first sample: at least this many, and
  package var warmUpRuns = 3
  /// at least this long.
  package var warmUpNanoseconds: Int64 = 20_000_000
  /// A sample repeats its work until it lasts about this long, so that reading the clock is under 0.2 % of it.
  package var sampleNanoseconds: Int64 = 20_000
  /// Never stop before this many pairs. Below 30 a ratio is not publishable.
  package var fewestPairs = 30
  /// Enough for p99.9 (2,995), few enough to store.
  package var mostPairs = 4_000
  /// Never call a result precise before this age: a burst of other work lasts longer than 30 short pairs.
  package var leastNanoseconds: Int64 = 100_000_000
  /// Stop when half the 95 % interval is below this share of the ratio.
  package var relativeHalfWidth = 0.005
  /// Stop sampling at this age; warm-up not counted.
  package var budgetNanoseconds: Int64 = 5_000_000_000
  /// A half-width above this at the end means the machine cannot answer.
  package var tooNoisyHalfWidth = 0.05
  /// Seed of the order of the arms and of the bootstrap.
  package var seed: UInt64 = 1
  /// Recorded with the samples; the same for both arms.
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
  /// From the first sample to the last, by the clock that timed them.
  package let elapsedNanoseconds: Int64
}

/// Why no comparison came out.
package enum TimingError<Failure: Error>: Error {
  /// The timed work itself failed.
  case workload(Failure)
  /// The samples or options cannot make a comparison.
  case report(ReportError)
}
