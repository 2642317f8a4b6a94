import Reports
import Testing

@Suite struct PercentileTests {
  private func ramp(_ count: Int) throws -> LatencySamples {
    try LatencySamples(
      nanoseconds: (1...Int64(count)).reversed(), repetitions: 1, warmUp: 0, threads: 1, batch: 1)
  }

  @Test func `a tail is spoken of only with enough samples`() throws {
    // ln 0.05 ÷ ln p, rounded up, by hand: 28.4, 298.1, 2994.2.
    #expect(OrderStatistics.samplesNeeded(forQuantile: 0.9) == 29)
    #expect(OrderStatistics.samplesNeeded(forQuantile: 0.99) == 299)
    #expect(OrderStatistics.samplesNeeded(forQuantile: 0.999) == 2_995)
    #expect(try ramp(28).p90 == nil)
    #expect(try ramp(29).p90 == 27)  // ⌈26.1⌉
    #expect(try ramp(298).p99 == nil)
    #expect(try ramp(299).p99 == 297)  // ⌈296.01⌉
    #expect(try ramp(2_994).p999 == nil)
  }

  @Test func `means of several runs have no tail to speak of`() throws {
    let means = try LatencySamples(
      nanoseconds: [Int64](repeating: 40_000, count: 300), repetitions: 2, warmUp: 0, threads: 1, batch: 1)
    #expect(means.p99 == nil && means.p90 == nil)
    #expect(means.median == 20_000)
  }

  @Test func `a quantile outside 0 to 1 does not exist`() throws {
    #expect(try ramp(1_000).percentile(0) == nil)
    #expect(try ramp(1_000).percentile(1) == nil)
    #expect(try ramp(1_000).percentile(.nan) == nil)
  }

  @Test func `medians of even and odd counts`() {
    #expect(OrderStatistics.median([3, 1, 2]) == 2)
    #expect(OrderStatistics.median([4, 1, 2, 3]) == 2.5)
    #expect(OrderStatistics.median([]) == nil)
    #expect(OrderStatistics.medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9]) == 1)
    #expect(OrderStatistics.ranks([10, 30, 10, 20]) == [1.5, 4, 1.5, 3])
  }
}
