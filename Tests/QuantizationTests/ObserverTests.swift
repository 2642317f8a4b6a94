import Quantization
import Tensors
import Testing

@Suite("Observers")
struct ObserverTests {
  func observe(_ calibration: Calibration, _ batches: [[Float]]) throws -> ClosedRange<Float> {
    var observer = calibration.makeObserver()
    for batch in batches { try batch.withUnsafeBufferPointer { (b) throws in try observer.observe(b) } }
    return observer.range
  }

  func normal(_ count: Int, seed: UInt64) -> [Float] {
    var source = RandomSource(seed: seed)
    return (0..<count).map { _ in source.normal() }
  }

  @Test("Min–max sees every batch")
  func minMax() throws {
    #expect(try observe(.minMax, [[1, 2], [-3, 0.5], [7]]) == -3...7)
  }

  @Test("Percentile cuts a lone outlier and keeps the rest")
  func percentile() throws {
    var values = normal(100_000, seed: 1)
    values[500] = 80
    let range = try observe(.percentile(0.9998), [values])
    // 0.01 % at each end of N(0,1) is at ±3.72σ; a quantile of 10⁵ samples there scatters by about 0.1, and one bin of
    // the histogram over −6…80 is 0.04 wide.
    #expect(abs(range.upperBound - 3.72) < 0.4)
    #expect(abs(range.lowerBound + 3.72) < 0.4)
  }

  @Test("Percentile with few samples is min–max")
  func percentileOfFew() throws {
    #expect(try observe(.percentile(0.9999), [[-1, 0.25, 2]]) == -1...2)
  }

  @Test("Least squared error of N(0,1) at 8 bits is near 3.9σ; of a uniform, near its ends")
  func meanSquaredError() throws {
    let gauss = try observe(.meanSquaredError, [normal(200_000, seed: 2)])
    // The error is flat around its minimum, and the search has steps of 1 %.
    #expect(abs(gauss.upperBound - 3.9) < 0.35)
    var source = RandomSource(seed: 3)
    let uniform = try observe(.meanSquaredError, [(0..<100_000).map { _ in source.uniform(-1, 1) }])
    #expect(uniform.upperBound > 0.97)
  }

  @Test("Histogram keeps every count when its range grows")
  func histogramGrows() throws {
    var histogram = Histogram()
    for scale: Float in [1, -20, 300] {
      let values = (1...1000).map { Float($0) / 1000 * scale }
      try values.withUnsafeBufferPointer { (b) throws in try histogram.add(b) }
    }
    #expect(histogram.total == 3000)
    #expect(histogram.counts.reduce(0, +) == 3000)
    #expect(histogram.minimum == -20)
    #expect(histogram.maximum == 300)
    // A third of the values are negative: the 1/3-quantile is 0 within a bin.
    #expect(abs(histogram.quantile(1.0 / 3)) <= 2 * Float(histogram.width))
  }

  @Test("NaN is refused by every observer", arguments: [Calibration.minMax, .percentile(0.999), .meanSquaredError])
  func notFinite(calibration: Calibration) {
    #expect(throws: TensorError.notFinite) { try observe(calibration, [[1, .nan]]) }
  }

  @Test("The largest finite values neither overflow nor trap")
  func largest() throws {
    let huge: [Float] = [-3e38, -1, 0, 2, 3e38]
    #expect(try observe(.percentile(1), [[1e-30], huge]) == (-3e38 as Float)...3e38)
    #expect(try observe(.meanSquaredError, [huge]).upperBound.isFinite)
  }
}
