package import Reports

/// Times two pieces of work in turns, in several placements.
///
/// A placement sets both arms up anew, elsewhere in memory, and lets them warm up in turns. Its pairs come in twos as
/// ABBA or BAAB, drawn by the seed: each arm goes first equally often, so neither a drift of the machine nor what one
/// arm leaves in the caches favours the other.
package struct InterleavedTimer<Clock: MonotonicClock> {
  package var options: TimingOptions
  private let clock: Clock

  package init(options: TimingOptions = TimingOptions(), clock: Clock) {
    self.options = options
    self.clock = clock
  }

  /// Both arms of one placement. Each is one run and gets a counter so that it can take another input each time.
  package struct Arms<Failure: Error> {
    package let baseline: (Int) throws(Failure) -> Void
    package let candidate: (Int) throws(Failure) -> Void

    package init(
      baseline: @escaping (Int) throws(Failure) -> Void, candidate: @escaping (Int) throws(Failure) -> Void
    ) {
      self.baseline = baseline
      self.candidate = candidate
    }
  }

  /// - Parameter place: sets both arms up anew; called once for each placement.
  /// - Returns: ratio = baseline time ÷ candidate time.
  package func compare<Failure: Error>(
    _ place: () throws(Failure) -> Arms<Failure>
  ) throws(TimingError<Failure>) -> TimedComparison {
    var recording = Recording(options: options)
    let start = clock.nanoseconds()
    var nextLook = max(options.fewestPlacements, Comparison.fewestPlacements)
    while true {
      try sample(place, into: &recording)
      let elapsed = clock.nanoseconds() - start
      let isSpent = recording.isSpent(after: elapsed, options)
      let isDue = recording.placements.count >= nextLook && recording.pairs >= options.fewestPairs
      guard isDue || isSpent else { continue }
      nextLook = recording.placements.count + max(1, recording.placements.count / 4)
      let comparison: Comparison
      do { comparison = try recording.comparison(options) } catch { throw .report(error) }
      if let stop = stopReason(comparison, elapsed: elapsed, isSpent: isSpent) {
        return TimedComparison(comparison: comparison, stop: stop, elapsedNanoseconds: elapsed)
      }
    }
  }

  /// Compares work that cannot be set up anew: the interval knows nothing of what placement would change.
  package func compare<Failure: Error>(
    baseline: @escaping (Int) throws(Failure) -> Void, candidate: @escaping (Int) throws(Failure) -> Void
  ) throws(TimingError<Failure>) -> TimedComparison {
    try compare { () throws(Failure) in Arms(baseline: baseline, candidate: candidate) }
  }

  /// How small a difference this machine can tell now, from comparing `workload` with itself.
  package func noiseFloor<Failure: Error>(
    of workload: @escaping (Int) throws(Failure) -> Void
  ) throws(TimingError<Failure>) -> NoiseFloor {
    NoiseFloor(selfComparison: try compare(baseline: workload, candidate: workload).comparison)
  }

  /// One placement: set up, warm up, sample.
  private func sample<Failure: Error>(
    _ place: () throws(Failure) -> Arms<Failure>, into recording: inout Recording
  ) throws(TimingError<Failure>) {
    do {
      let arms = try place()
      let start = clock.nanoseconds()
      var warmUps = 0
      while warmUps < max(1, options.warmUpRuns)
        || clock.nanoseconds() - start < options.warmUpNanoseconds && warmUps < 100_000
      {
        try recording.baseline.warmUp(arms.baseline, clock)
        try recording.candidate.warmUp(arms.candidate, clock)
        warmUps += 1
      }
      recording.begin(options)
      for _ in 0..<(recording.pairsPerPlacement / 2) {
        let baselineLeads = recording.order.next() & 1 == 0
        for leads in [baselineLeads, !baselineLeads] {
          if leads { try recording.baseline.sample(arms.baseline, clock) }
          try recording.candidate.sample(arms.candidate, clock)
          if !leads { try recording.baseline.sample(arms.baseline, clock) }
        }
      }
      recording.placements.append(recording.pairsPerPlacement)
    } catch {
      throw .workload(error)
    }
  }

  private func stopReason(_ comparison: Comparison, elapsed: Int64, isSpent: Bool) -> StopReason? {
    let width = comparison.ratio.relativeHalfWidth
    if width <= options.relativeHalfWidth, comparison.pairs >= options.fewestPairs { return .preciseEnough }
    if isSpent { return width > options.tooNoisyHalfWidth ? .tooNoisy : .budget }
    // The width of a median's interval falls with √n: give up when the whole budget would not help.
    let remaining = Double(elapsed) / Double(max(options.budgetNanoseconds, 1))
    let projected = width * remaining.squareRoot()
    return elapsed * 4 >= options.budgetNanoseconds && projected > options.tooNoisyHalfWidth * 2 ? .tooNoisy : nil
  }
}

extension InterleavedTimer where Clock == SystemClock {
  package init(options: TimingOptions = TimingOptions()) { self.init(options: options, clock: SystemClock()) }
}
