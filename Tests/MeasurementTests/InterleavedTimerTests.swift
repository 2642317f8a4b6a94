import Measurement
import Reports
import Testing

@Suite struct InterleavedTimerTests {
  private func options(seed: UInt64) -> TimingOptions {
    var options = TimingOptions()
    options.seed = seed
    options.warmUpNanoseconds = 0
    options.budgetNanoseconds = 200_000_000
    return options
  }

  /// Work of 100 µs with 1.5 % Gaussian jitter, times `factor`.
  private func jittered(_ clock: VirtualClock, factor: Double = 1) -> (Int) -> Void {
    { _ in clock.advance(100_000 * factor * (1 + 0.015 * clock.normal())) }
  }

  @Test func `a planted regression of 3 percent is found`() throws {
    for seed in UInt64(1)...20 {
      let clock = VirtualClock(seed: seed)
      let timed = try InterleavedTimer(options: options(seed: seed), clock: clock)
        .compare(baseline: jittered(clock), candidate: jittered(clock, factor: 1.03))
      #expect(timed.comparison.ratio.high < 1, "seed \(seed)")
      // The interval is at most ±0.5 % wide here, so the truth 1/1.03 lies within 1 % of the estimate.
      #expect(abs(timed.comparison.ratio.estimate - 1 / 1.03) < 0.01, "seed \(seed)")
      #expect(!timed.comparison.isPublishable)
    }
  }

  @Test func `a true 10 percent gain is published`() throws {
    for seed in UInt64(1)...20 {
      let clock = VirtualClock(seed: seed)
      let timed = try InterleavedTimer(options: options(seed: seed), clock: clock)
        .compare(baseline: jittered(clock, factor: 1.1), candidate: jittered(clock))
      #expect(timed.comparison.isPublishable, "seed \(seed): \(timed.comparison.publicationObstacles)")
    }
  }

  @Test func `pure noise is never published and rarely excludes one`() throws {
    var excluded = 0
    for seed in UInt64(1)...100 {
      let clock = VirtualClock(seed: seed &* 7_919)
      let work = jittered(clock)
      let timed = try InterleavedTimer(options: options(seed: seed), clock: clock)
        .compare(baseline: work, candidate: work)
      #expect(!timed.comparison.isPublishable, "seed \(seed)")
      if !timed.comparison.ratio.contains(1) { excluded += 1 }
    }
    // A 95 % interval misses 5 of 100 on average; stopping when it is narrow costs a little. Binomial(100, 0.08) exceeds 15 with probability 0.5 %, and the seeds are fixed.
    #expect(excluded <= 15)
  }

  @Test func `a drifting machine does not turn equals into a gain`() throws {
    let clock = VirtualClock(seed: 5)
    let work: (Int) -> Void = { _ in
      // The longer it runs the slower it gets: +40 % over the budget.
      clock.advance(100_000 * (1 + 0.4 * Double(clock.now) / 200_000_000) * (1 + 0.01 * clock.normal()))
    }
    var options = options(seed: 5)
    options.relativeHalfWidth = 0.0001
    let timed = try InterleavedTimer(options: options, clock: clock).compare(baseline: work, candidate: work)
    #expect(!timed.comparison.isPublishable)
    #expect(abs(timed.comparison.ratio.estimate - 1) < 0.005)  // neighbours in time differ by about 0.04 %
    #expect(timed.comparison.warnings.contains { $0.kind == .drift })
  }

  @Test func `a bimodal tail is warned about`() throws {
    let clock = VirtualClock(seed: 11)
    let tailed: (Int) -> Void = { _ in
      clock.advance((clock.uniform() < 0.12 ? 160_000 : 100_000) * (1 + 0.01 * clock.normal()))
    }
    var options = options(seed: 11)
    options.fewestPairs = 200
    let timed = try InterleavedTimer(options: options, clock: clock)
      .compare(baseline: jittered(clock), candidate: tailed)
    let warning = timed.comparison.warnings.first { $0.kind == .bimodal && $0.arm == .candidate }
    // 200 draws at 12 %: the share found lies within three standard errors (2.3 points each).
    #expect(abs((warning?.magnitude ?? 0) - 0.12) < 0.07)
    #expect(!timed.comparison.warnings.contains { $0.kind == .bimodal && $0.arm == .baseline })
  }

  @Test func `what the first arm leaves behind favours neither`() throws {
    let clock = VirtualClock(seed: 3)
    var last = ""
    func work(_ name: String) -> (Int) -> Void {
      { _ in
        // The second of two neighbours finds warm caches: 6 % faster.
        clock.advance((last == "" || last == name ? 100_000 : 94_000) * (1 + 0.002 * clock.normal()))
        last = name
      }
    }
    let timed = try InterleavedTimer(options: options(seed: 3), clock: clock)
      .compare(baseline: work("a"), candidate: work("b"))
    #expect(!timed.comparison.isPublishable)
    #expect(abs(timed.comparison.ratio.estimate - 1) < 0.02)
  }

  @Test func `short work is repeated until a sample lasts long enough`() throws {
    let clock = VirtualClock(seed: 1)
    let timed = try InterleavedTimer(options: options(seed: 1), clock: clock)
      .compare(baseline: { _ in clock.advance(500) }, candidate: { _ in clock.advance(250) })
    #expect(timed.comparison.baseline.repetitions == 40)
    #expect(timed.comparison.candidate.repetitions == 80)
    #expect(timed.comparison.ratio == Interval(estimate: 2, low: 2, high: 2))
    #expect(timed.stop == .preciseEnough)
    #expect(timed.comparison.placements == [Int](repeating: 20, count: 12))
  }

  @Test func `where buffers land is part of the noise, not of the speed-up`() throws {
    var excluded = 0
    for seed in UInt64(1)...100 {
      let clock = VirtualClock(seed: seed &* 104_729)
      // Each arm of each placement is up to 2 % off, the same for all of its runs; runs themselves hardly scatter.
      func placed() -> (Int) -> Void {
        let factor = 1 + 0.04 * (clock.uniform() - 0.5)
        return { _ in clock.advance(100_000 * factor * (1 + 0.001 * clock.normal())) }
      }
      let timed = try InterleavedTimer(options: options(seed: seed), clock: clock)
        .compare { .init(baseline: placed(), candidate: placed()) }
      #expect(!timed.comparison.isPublishable, "seed \(seed)")
      if !timed.comparison.ratio.contains(1) { excluded += 1 }
    }
    #expect(excluded <= 15)  // as for pure noise above; pairs taken for independent would exclude 1 nearly always
  }

  @Test func `slow work gets fewer pairs a placement and still enough to publish`() throws {
    let clock = VirtualClock(seed: 4)
    var options = options(seed: 4)
    options.budgetNanoseconds = 1_000_000_000
    let timed = try InterleavedTimer(options: options, clock: clock)
      .compare(baseline: { _ in clock.advance(60_000_000) }, candidate: { _ in clock.advance(30_000_000) })
    #expect(timed.comparison.placements.allSatisfy { $0 == 4 })
    #expect(timed.comparison.pairs >= 30)
    #expect(timed.comparison.isPublishable)
    #expect(timed.elapsedNanoseconds < 10_000_000_000)
  }

  @Test func `every placement is set up and warmed up`() throws {
    let clock = VirtualClock(seed: 6)
    var setUps = 0
    let timed = try InterleavedTimer(options: options(seed: 6), clock: clock).compare {
      setUps += 1
      var runs = 0
      // The first three runs after setting up are ten times slower.
      let work: (Int) -> Void = { _ in
        runs += 1
        clock.advance(runs <= 6 ? 1_000_000 : 100_000)
      }
      return .init(baseline: work, candidate: work)
    }
    #expect(setUps == timed.comparison.placements.count)
    #expect(timed.comparison.baseline.warmUp == 3 * setUps)
    #expect(timed.comparison.baseline.nanoseconds.allSatisfy { $0 == 100_000 })
  }

  @Test func `a machine that cannot tell says so`() throws {
    let clock = VirtualClock(seed: 9)
    let wild: (Int) -> Void = { _ in clock.advance(100_000 * (0.2 + 4 * clock.uniform())) }
    let timed = try InterleavedTimer(options: options(seed: 9), clock: clock).compare(baseline: wild, candidate: wild)
    #expect(timed.stop == .tooNoisy)
    #expect(!timed.comparison.isPublishable)
  }

  @Test func `failing work ends the measurement with its own error`() {
    struct Broken: Error, Equatable {}
    let clock = VirtualClock(seed: 1)
    let timer = InterleavedTimer(options: options(seed: 1), clock: clock)
    do throws(TimingError<Broken>) {
      _ = try timer.compare(
        baseline: { (run: Int) throws(Broken) in
          clock.advance(100_000)
          if run == 20 { throw Broken() }
        }, candidate: { (_: Int) throws(Broken) in clock.advance(100_000) })
      Issue.record("the failure was swallowed")
    } catch {
      guard case .workload = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test func `the last of several arms is compared with each of the others`() throws {
    let clock = VirtualClock(seed: 1)
    func arm(_ nanoseconds: Double) -> TimedArm<Never> {
      TimedArm { runs in
        clock.advance(nanoseconds * Double(runs.count))
        return Int64(nanoseconds) * Int64(runs.count)
      }
    }
    let timed = try InterleavedTimer(options: options(seed: 1), clock: clock)
      .compareAll { [arm(60_000), arm(25_000), arm(50_000)] }
    #expect(timed.map(\.comparison.ratio.estimate) == [1.2, 0.5])
    #expect(timed[0].comparison.candidate == timed[1].comparison.candidate)
    #expect(timed.allSatisfy { $0.stop == .preciseEnough })
  }

  @Test func `several equal arms stay equal on a machine that slows down within a round`() throws {
    let clock = VirtualClock(seed: 8)
    var position = 0
    // Of six samples, three forth and three back, each next one takes 1 % longer.
    func arm() -> TimedArm<Never> {
      TimedArm { _ in
        let time = 100_000 * (1 + 0.01 * Double(position % 6))
        position += 1
        clock.advance(time)
        return Int64(time)
      }
    }
    var options = options(seed: 8)
    options.warmUpRuns = 2  // six samples before the first round
    let timed = try InterleavedTimer(options: options, clock: clock).compareAll { [arm(), arm(), arm()] }
    // A fixed order would put the last arm 1 or 2 % behind; each arm stands early and late equally often.
    #expect(timed.allSatisfy { abs($0.comparison.ratio.estimate - 1) < 0.006 })
  }

  @Test func `the real clock moves forward`() {
    let clock = SystemClock()
    let readings = (0..<1_000).map { _ in clock.nanoseconds() }
    #expect(readings == readings.sorted())
    #expect(readings.first != readings.last)
  }
}
