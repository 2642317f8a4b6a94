import Foundation
import Reports
import Testing

@Suite struct ComparisonTests {
  private func samples(_ nanoseconds: [Int64], repetitions: Int = 1, threads: Int = 1) throws -> LatencySamples {
    try LatencySamples(nanoseconds: nanoseconds, repetitions: repetitions, warmUp: 3, threads: threads, batch: 1)
  }

  /// `count` pairs, each in a placement of its own.
  private func apart(_ count: Int) -> [Int] { Array(repeating: 1, count: count) }

  @Test func `the ratio is the median of pair ratios, not the ratio of medians`() throws {
    // Pair ratios 2, 2, 2, 3, 3, 4, 1; their median is 2. The medians are 600 and 300... of unpaired samples 2 as
    // well, so the last pair is chosen to move them apart: baseline median 600, candidate median 250.
    let baseline = try samples([200_000, 400_000, 600_000, 900_000, 600_000, 1_000_000, 900_000])
    let candidate = try samples([100_000, 200_000, 300_000, 300_000, 200_000, 250_000, 900_000])
    let comparison = try Comparison(baseline: baseline, candidate: candidate, placements: apart(7), seed: 1)
    #expect(comparison.pairRatios == [2, 2, 2, 3, 3, 4, 1])
    #expect(comparison.ratio.estimate == 2)
    #expect(baseline.median / candidate.median == 2.4)
  }

  @Test func `repetitions divide the duration of a sample`() throws {
    let arm = try samples([1_000_000, 3_000_000, 2_000_000], repetitions: 10)
    #expect(arm.perRun == [100_000, 300_000, 200_000])
    #expect(arm.median == 200_000)
  }

  @Test func `recomputing gives the same bits and a changed sample does not`() throws {
    let comparison = try Comparison(
      baseline: samples((0..<40).map { 100_000 + $0 % 7 * 100 }), candidate: samples((0..<40).map { 50_000 + $0 % 5 }),
      placements: [10, 10, 5, 5, 5, 5], seed: 42)
    #expect(try comparison.recomputed() == comparison)
    let text = String(decoding: try JSONEncoder().encode(comparison), as: UTF8.self)
    let decoded = try JSONDecoder().decode(Comparison.self, from: Data(text.utf8))
    #expect(decoded == comparison)
    let forged = text.replacingOccurrences(of: "100600", with: "190600")
    #expect(forged != text)
    let read = try JSONDecoder().decode(Comparison.self, from: Data(forged.utf8))
    #expect(try read.recomputed() != read)
  }

  @Test func `the interval of a known sample is that of the binomial order statistics`() throws {
    // For 1...101 the exact distribution-free 95 % interval of the median is [x(41), x(61)] (binomial, n = 101).
    // The bootstrap of a median converges to the same ranks; one rank either way is allowed for 2,000 resamples.
    let interval = MedianBootstrap.interval(
      of: (1...101).map { Double($0) }, groups: apart(101), resamples: 2_000,
      seed: 7)
    #expect(interval?.estimate == 51)
    #expect(abs((interval?.low ?? 0) - 41) <= 1)
    #expect(abs((interval?.high ?? 0) - 61) <= 1)
  }

  @Test func `an interval is drawn over placements, not over pairs`() throws {
    // Pairs hardly scatter, placements do: six groups of 50 around 0.97...1.02. Over pairs the interval of the median
    // would be the ±0.0001 of one group; over placements it spans them.
    let centres = [0.97, 0.98, 0.99, 1.0, 1.01, 1.02]
    let values = centres.flatMap { centre in (0..<50).map { centre + Double($0 % 3 - 1) * 0.0001 } }
    let placed = try #require(
      MedianBootstrap.interval(of: values, groups: Array(repeating: 50, count: 6), resamples: 2_000, seed: 3))
    #expect(placed.low <= 0.9801 && placed.high >= 1.0099)
    let pairwise = try #require(
      MedianBootstrap.interval(of: values, groups: apart(300), resamples: 2_000, seed: 3))
    #expect(pairwise.high - pairwise.low < (placed.high - placed.low) / 2)
  }

  @Test(arguments: [(6, 0.002_432), (12, 0.010_757), (30, 0.018_754), (1_000, 0.024_804)])
  func `tails of few groups are those of the expanded percentile interval`(groups: Int, share: Double) {
    // Φ(−√(k/(k−1))·t₀.₉₇₅(k−1)), computed with SciPy's t.ppf and norm.cdf.
    #expect(abs(MedianBootstrap.tailShare(groups: groups) / share - 1) < 0.02)
  }

  @Test func `a bootstrap seed is part of the result`() {
    let values = (0..<57).map { Double($0 * $0 % 101) }
    let one = MedianBootstrap.interval(of: values, groups: apart(57), resamples: 400, seed: 1)
    #expect(one == MedianBootstrap.interval(of: values, groups: apart(57), resamples: 400, seed: 1))
    #expect(MedianBootstrap.interval(of: [], groups: [], resamples: 400, seed: 1) == nil)
    #expect(MedianBootstrap.interval(of: values, groups: apart(57), resamples: 39, seed: 1) == nil)
  }

  @Test func `a speed-up below the margin, from few pairs or with two warnings is not published`() throws {
    let steady = [Int64](repeating: 100_000, count: 30)
    let faster = try Comparison(
      baseline: samples(steady), candidate: samples(steady.map { $0 / 2 }), placements: apart(30), seed: 1)
    #expect(faster.isPublishable)
    let edge = try Comparison(
      baseline: samples(steady.map { $0 / 100 * 102 }), candidate: samples(steady), placements: apart(30), seed: 1)
    #expect(edge.ratio.low == 1.02)
    #expect(edge.publicationObstacles == [.belowMargin(low: 1.02)])
    let few = try Comparison(
      baseline: samples(Array(steady.prefix(29))), candidate: samples(steady.prefix(29).map { $0 / 2 }),
      placements: apart(29), seed: 1)
    #expect(few.publicationObstacles == [.tooFewPairs(found: 29, needed: 30)])
    let short = try Comparison(
      baseline: samples(steady), candidate: samples(steady.map { $0 / 10 }), placements: apart(30), seed: 1)
    #expect(short.warnings.map(\.kind) == [.shortSamples])
    #expect(short.isPublishable)
    // Short, and every second candidate sample is twice as long: two groups, scattered ratios.
    let torn = steady.indices.map { Int64($0.isMultiple(of: 2) ? 5_000 : 10_000) }
    let doubtful = try Comparison(baseline: samples(steady), candidate: samples(torn), placements: apart(30), seed: 1)
    #expect(doubtful.publicationObstacles == [.warnings([.bimodal, .dispersed, .shortSamples])])
  }

  @Test func `arms that are not pairs or ran differently are refused`() throws {
    let ten = [Int64](repeating: 100_000, count: 10)
    #expect(throws: ReportError.unpairedSamples(baseline: 10, candidate: 9)) {
      try Comparison(baseline: samples(ten), candidate: samples(Array(ten.dropLast())), placements: apart(10), seed: 1)
    }
    #expect(throws: ReportError.differentConditions(field: "threads", baseline: 1, candidate: 2)) {
      try Comparison(baseline: samples(ten), candidate: samples(ten, threads: 2), placements: apart(10), seed: 1)
    }
    #expect(throws: ReportError.tooFewPlacements(found: 5, needed: 6)) {
      try Comparison(baseline: samples(ten), candidate: samples(ten), placements: [2, 2, 2, 2, 2], seed: 1)
    }
    for (placements, value) in [([2, 2, 2, 2, 2, 1], 11), ([5, 0, 2, 1, 1, 1], 0), ([12, -2, 0, 0, 0, 0], 12)] {
      #expect(throws: ReportError.impossibleSamples(field: "placements", value: Int64(value))) {
        try Comparison(baseline: samples(ten), candidate: samples(ten), placements: placements, seed: 1)
      }
    }
    #expect(throws: ReportError.impossibleSamples(field: "nanoseconds", value: 0)) { try samples([1, 0]) }
    #expect(throws: ReportError.impossibleSamples(field: "repetitions", value: 0)) { try samples([1], repetitions: 0) }
  }
}
