import Reports

/// What a timer has collected so far.
struct Recording {
  var baseline = Arm()
  var candidate = Arm()
  /// Pairs of each placement.
  var placements: [Int] = []
  private(set) var pairsPerPlacement = 0
  /// Which arm leads: a stream of its own, apart from the bootstrap's.
  var order: SplitMix64

  init(options: TimingOptions) { order = SplitMix64(seed: options.seed ^ 0x6F72_6465_72) }

  var pairs: Int { baseline.durations.count }

  /// Fixes the repetitions and the pairs of a placement, once, from the first warm-up.
  mutating func begin(_ options: TimingOptions) {
    guard placements.isEmpty else { return }
    baseline.fixRepetitions(options)
    candidate.fixRepetitions(options)
    let pair = max(1, baseline.expected + candidate.expected)
    let affordable = options.budgetNanoseconds / 2 / (pair * Int64(max(options.fewestPlacements, 1)))
    let wanted = max(options.pairsPerPlacement, (options.fewestPairs + 39) / 40)
    pairsPerPlacement = max(4, min(Int(affordable), wanted)) / 2 * 2
  }

  /// Whether the budget is used up: once a ratio could be published, at its end; before that ten times later.
  func isSpent(after elapsed: Int64, _ options: TimingOptions) -> Bool {
    guard placements.count >= Comparison.fewestPlacements else { return false }
    if pairs >= max(options.mostPairs, options.fewestPairs) { return true }
    let isPublishable = pairs >= Comparison.pairsForPublication
    return elapsed / (isPublishable ? 1 : 10) >= options.budgetNanoseconds
  }

  func comparison(_ options: TimingOptions) throws(ReportError) -> Comparison {
    try Comparison(
      baseline: baseline.samples(options), candidate: candidate.samples(options), placements: placements,
      seed: options.seed)
  }
}

/// One side of a recording.
struct Arm {
  private(set) var durations: [Int64] = []
  private var repetitions = 1
  private var runs = 0
  private var warmUps = 0
  private var fastest = Int64.max

  mutating func warmUp<Failure: Error>(
    _ work: (Int) throws(Failure) -> Void, _ clock: some MonotonicClock
  ) throws(Failure) {
    let start = clock.nanoseconds()
    try work(runs)
    fastest = min(fastest, max(1, clock.nanoseconds() - start))
    runs += 1
    warmUps += 1
  }

  mutating func sample<Failure: Error>(
    _ work: (Int) throws(Failure) -> Void, _ clock: some MonotonicClock
  ) throws(Failure) {
    let start = clock.nanoseconds()
    for run in runs..<(runs + repetitions) { try work(run) }
    durations.append(max(1, clock.nanoseconds() - start))
    runs += repetitions
  }

  /// From the fastest warm-up run, which stalls cannot inflate.
  mutating func fixRepetitions(_ options: TimingOptions) {
    repetitions = Int(min(max((options.sampleNanoseconds + fastest - 1) / fastest, 1), 100_000))
  }

  /// What a sample takes at least, nanoseconds.
  var expected: Int64 { fastest.multipliedReportingOverflow(by: Int64(repetitions)).partialValue }

  func samples(_ options: TimingOptions) throws(ReportError) -> LatencySamples {
    try LatencySamples(
      nanoseconds: durations, repetitions: repetitions, warmUp: warmUps, threads: options.threads,
      batch: options.batch)
  }
}
