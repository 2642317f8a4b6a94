package import Reports

/// Times two pieces of work in turns.
///
/// Pairs come in twos as ABBA or BAAB, drawn by the seed: each arm goes first equally often, so neither a drift of the
/// machine nor what one arm leaves in the caches favours the other. Before that both arms warm up, and each gets as
/// many repetitions per sample as its speed asks for.
package struct InterleavedTimer<Clock: MonotonicClock> {
  package var options: TimingOptions
  private let clock: Clock

  package init(options: TimingOptions = TimingOptions(), clock: Clock) {
    self.options = options
    self.clock = clock
  }

  /// - Parameters:
  ///   - baseline: one run; gets a counter so that it can take another input each time.
  ///   - candidate: the same for what should be faster.
  /// - Returns: ratio = baseline time ÷ candidate time.
  package func compare<Failure: Error>(
    baseline: (Int) throws(Failure) -> Void, candidate: (Int) throws(Failure) -> Void
  ) throws(TimingError<Failure>) -> TimedComparison {
    var first = try warmedUp(baseline)
    var second = try warmedUp(candidate)
    var order = SplitMix64(seed: options.seed ^ 0x6F72_6465_72)  // a stream of its own, apart from the bootstrap's
    let start = clock.nanoseconds()
    var nextLook = max(options.fewestPairs, Comparison.fewestPairs)
    while true {
      let baselineLeads = order.next() & 1 == 0
      for leads in [baselineLeads, !baselineLeads] {
        if leads { try first.sample(baseline, clock) }
        try second.sample(candidate, clock)
        if !leads { try first.sample(baseline, clock) }
      }
      let elapsed = clock.nanoseconds() - start
      let spent = elapsed >= options.budgetNanoseconds || first.durations.count >= options.mostPairs
      guard first.durations.count >= nextLook || spent && first.durations.count >= Comparison.fewestPairs else {
        continue
      }
      nextLook = first.durations.count + max(10, first.durations.count / 4)
      let comparison: Comparison
      do { comparison = try self.comparison(first, second) } catch { throw .report(error) }
      if let stop = stopReason(comparison, elapsed: elapsed, spent: spent) {
        return TimedComparison(comparison: comparison, stop: stop, elapsedNanoseconds: elapsed)
      }
    }
  }

  /// How small a difference this machine can tell now, from comparing `workload` with itself.
  package func noiseFloor<Failure: Error>(
    of workload: (Int) throws(Failure) -> Void
  ) throws(TimingError<Failure>) -> NoiseFloor {
    NoiseFloor(selfComparison: try compare(baseline: workload, candidate: workload).comparison)
  }

  private func stopReason(_ comparison: Comparison, elapsed: Int64, spent: Bool) -> StopReason? {
    let width = comparison.ratio.relativeHalfWidth
    let isLongEnough = comparison.pairs >= options.fewestPairs && elapsed >= options.leastNanoseconds
    if width <= options.relativeHalfWidth, isLongEnough { return .preciseEnough }
    if spent { return width > options.tooNoisyHalfWidth ? .tooNoisy : .budget }
    // The width of a median's interval falls with √n: give up when the whole budget would not help.
    let remaining = Double(elapsed) / Double(max(options.budgetNanoseconds, 1))
    let projected = width * remaining.squareRoot()
    return elapsed * 4 >= options.budgetNanoseconds && projected > options.tooNoisyHalfWidth * 2 ? .tooNoisy : nil
  }

  private func comparison(_ first: Arm, _ second: Arm) throws(ReportError) -> Comparison {
    try Comparison(baseline: samples(first), candidate: samples(second), seed: options.seed)
  }

  private func samples(_ arm: Arm) throws(ReportError) -> LatencySamples {
    try LatencySamples(
      nanoseconds: arm.durations, repetitions: arm.repetitions, warmUp: arm.warmUp, threads: options.threads,
      batch: options.batch)
  }
}

extension InterleavedTimer {
  /// What one side has collected.
  private struct Arm {
    var repetitions = 1
    var warmUp = 0
    var runs = 0
    var durations: [Int64] = []

    mutating func sample<Failure: Error>(
      _ work: (Int) throws(Failure) -> Void, _ clock: Clock
    ) throws(TimingError<Failure>) {
      let start = clock.nanoseconds()
      do {
        for run in runs..<(runs + repetitions) { try work(run) }
      } catch {
        throw .workload(error)
      }
      durations.append(max(1, clock.nanoseconds() - start))
      runs += repetitions
    }
  }

  /// Runs `work` until it is warm and chooses its repetitions from the fastest run seen, which stalls cannot inflate.
  private func warmedUp<Failure: Error>(
    _ work: (Int) throws(Failure) -> Void
  ) throws(TimingError<Failure>) -> Arm {
    var trial = Arm()
    let start = clock.nanoseconds()
    while trial.durations.count < max(1, options.warmUpRuns)
      || clock.nanoseconds() - start < options.warmUpNanoseconds && trial.durations.count < 100_000
    {
      try trial.sample(work, clock)
    }
    let fastest = trial.durations.min() ?? 1
    let repetitions = (options.sampleNanoseconds + fastest - 1) / fastest
    return Arm(repetitions: Int(min(max(repetitions, 1), 100_000)), warmUp: trial.durations.count, runs: trial.runs)
  }
}

extension InterleavedTimer where Clock == SystemClock {
  package init(options: TimingOptions = TimingOptions()) { self.init(options: options, clock: SystemClock()) }
}
