import Reports

/// What a timer has collected so far.
struct Recording {
  /// In the order in which a placement gives them; the last is the candidate.
  var arms: [ArmRecording] = []
  /// Pairs of each placement.
  var placements: [Int] = []
  private(set) var pairsPerPlacement = 0
  /// Which arm leads: a stream of its own, apart from the bootstrap's.
  private var order: SplitMix64

  init(options: TimingOptions) { order = SplitMix64(seed: options.seed ^ 0x6F72_6465_72) }

  var pairs: Int { arms.last?.durations.count ?? 0 }

  /// A drawn order of the arms (Fisher and Yates).
  mutating func drawOrder() -> [Int] {
    var drawn = Array(arms.indices)
    for last in drawn.indices.dropFirst().reversed() { drawn.swapAt(last, order.index(below: last + 1)) }
    return drawn
  }

  /// Fixes the repetitions and the pairs of a placement, once, from the first warm-up.
  mutating func begin(_ options: TimingOptions) {
    guard placements.isEmpty else { return }
    for index in arms.indices { arms[index].fixRepetitions(options) }
    let pair = max(1, arms.reduce(Int64(0)) { $0.addingReportingOverflow($1.expected).partialValue })
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

  /// The last arm against each of the others, in their order.
  func comparisons(_ options: TimingOptions) throws(ReportError) -> [Comparison] {
    guard let last = arms.last else { return [] }
    let candidate = try last.samples(options)
    var made: [Comparison] = []
    for arm in arms.dropLast() {
      made.append(
        try Comparison(
          baseline: arm.samples(options), candidate: candidate, placements: placements, seed: options.seed))
    }
    return made
  }
}

/// One side of a recording.
struct ArmRecording {
  private(set) var durations: [Int64] = []
  private var repetitions = 1
  private var runs = 0
  private var warmUps = 0
  private var fastest = Int64.max

  mutating func warmUp<Failure: Error>(_ arm: TimedArm<Failure>) throws(Failure) {
    fastest = min(fastest, max(1, try arm.sample(runs..<(runs + 1))))
    runs += 1
    warmUps += 1
  }

  mutating func sample<Failure: Error>(_ arm: TimedArm<Failure>) throws(Failure) {
    durations.append(max(1, try arm.sample(runs..<(runs + repetitions))))
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
