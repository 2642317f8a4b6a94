package import Reports

/// Times pieces of work in turns, in several placements.
///
/// A placement sets every arm up anew, elsewhere in memory, and lets them warm up in turns. Its rounds come in twos, an
/// order of the arms drawn by the seed and the same order backwards (ABBA or BAAB for two): each arm stands in each
/// place equally often, so neither a drift of the machine nor what one arm leaves in the caches favours another.
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
    let timed = try compareAll { () throws(Failure) in
      let arms = try place()
      return [timedArm(arms.baseline), timedArm(arms.candidate)]
    }
    guard let only = timed.first else { throw .report(.unpairedSamples(baseline: 0, candidate: 0)) }
    return only
  }

  /// Compares the last of several arms with each of the others; all take turns in the same rounds.
  /// - Parameter place: sets all arms up anew, always as many; called once for each placement.
  /// - Returns: one comparison for every arm but the last: ratio = its time ÷ the last arm's time.
  package func compareAll<Failure: Error>(
    _ place: () throws(Failure) -> [TimedArm<Failure>]
  ) throws(TimingError<Failure>) -> [TimedComparison] {
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
      let comparisons: [Comparison]
      do { comparisons = try recording.comparisons(options) } catch { throw .report(error) }
      let stops = comparisons.compactMap { stopReason($0, elapsed: elapsed, isSpent: isSpent) }
      guard stops.count == comparisons.count else { continue }
      return zip(comparisons, stops).map { comparison, stop in
        TimedComparison(comparison: comparison, stop: stop, elapsedNanoseconds: elapsed)
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
    _ place: () throws(Failure) -> [TimedArm<Failure>], into recording: inout Recording
  ) throws(TimingError<Failure>) {
    do {
      let arms = try place()
      if recording.arms.isEmpty { recording.arms = arms.map { _ in ArmRecording() } }
      let start = clock.nanoseconds()
      var warmUps = 0
      while warmUps < max(1, options.warmUpRuns)
        || clock.nanoseconds() - start < options.warmUpNanoseconds && warmUps < 100_000
      {
        for (index, arm) in arms.enumerated() { try recording.arms[index].warmUp(arm) }
        warmUps += 1
      }
      recording.begin(options)
      for _ in 0..<(recording.pairsPerPlacement / 2) {
        let order = recording.drawOrder()
        for index in order + order.reversed() { try recording.arms[index].sample(arms[index]) }
      }
      recording.placements.append(recording.pairsPerPlacement)
    } catch {
      throw .workload(error)
    }
  }

  /// Work of this process, timed from outside.
  private func timedArm<Failure: Error>(_ work: @escaping (Int) throws(Failure) -> Void) -> TimedArm<Failure> {
    let clock = self.clock
    return TimedArm { (runs: Range<Int>) throws(Failure) in
      let start = clock.nanoseconds()
      for run in runs { try work(run) }
      return clock.nanoseconds() - start
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
