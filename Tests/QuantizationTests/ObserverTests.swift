import Foundation
import Quantization
import Tensors
import Testing

@Suite("Observers")
struct ObserverTests {
  func observe(
    _ calibration: Calibration, _ batches: [[Float]], for scheme: QuantizationScheme = .activations
  ) throws -> ClosedRange<Float> {
    var observer = calibration.makeObserver()
    for batch in batches { try batch.withUnsafeBufferPointer { (b) throws in try observer.observe(b) } }
    return observer.range(for: scheme)
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

  @Test("Least squared error of N(0,1) at 4 bits is near 2.5σ: the codes that will be used decide")
  func fewLevels() throws {
    let range = try observe(
      .meanSquaredError, [normal(200_000, seed: 2)], for: QuantizationScheme(.int4, isSymmetric: true))
    #expect(abs(range.upperBound - 2.5) < 0.3)
  }

  @Test("Clipping that counts threefold keeps more of the range")
  func clipping() throws {
    let values = normal(100_000, seed: 5)
    let scheme = QuantizationScheme(.int4, isSymmetric: true)
    let plain = try observe(.meanSquaredError, [values], for: scheme).upperBound
    #expect(try observe(.leastError(power: 2, clipping: 3), [values], for: scheme).upperBound > plain)
  }

  @Test("A moving average goes a hundredth of the way to every later batch")
  func movingAverage() throws {
    // By hand: 0 → −0.01 and 2 → 2.02; then −0.01·0.99 − 0.02 and 2.02·0.99 + 0.01.
    let range = try observe(.movingAverage(constant: 0.01), [[0, 2], [-1, 4], [-2, 1]])
    #expect(abs(range.lowerBound + 0.0299) < 1e-6)
    #expect(abs(range.upperBound - 2.0098) < 1e-6)
  }

  @Test("Entropy: counts of N(0,1) are cut where the definition, evaluated bin by bin, says")
  func entropyOfCounts() {
    // 2·10⁶ expected counts of N(0,1) in 2,048 bins up to 5.2σ, rounded. numpy evaluates the definition in loops:
    // least at bin 1,671, 4.243σ. Bins that round to 0 make it so; of real counts the least lies at 4.83σ.
    let edges = (0...2048).map { erf(Double($0) * 5.2 / 2048 / 2.0.squareRoot()) }
    let counts = (0..<2048).map { Int(((edges[$0 + 1] - edges[$0]) * 2e6).rounded(.toNearestOrEven)) }
    #expect(EntropyObserver.keptBins(of: counts, levels: 128) == 1671)
  }

  @Test("Entropy: of the same samples, the same cut as the definition", arguments: 0..<4)
  func entropyByDefinition(seed: Int) {
    var source = RandomSource(seed: UInt64(seed))
    // Sums of uniform numbers: a bell with an end.
    var counts = [Int](repeating: 0, count: 200)
    for _ in 0..<3000 {
      let sum = abs((0..<4).reduce(Float(0)) { sum, _ in sum + source.uniform(-1, 1) })
      counts[min(Int(sum * 50), 199)] += 1
    }
    // The first bin counts as the second.
    counts[0] = counts[1]
    let levels = 16
    let divergences = (levels...200).map { EntropyDefinition.divergence(counts, kept: $0, levels: levels) }
    let total = counts.reduce(0, +)
    // A cut may clip at most a hundredth.
    let allowed = (levels...200).filter { 100 * counts[$0...].reduce(0, +) <= total }
    let least = allowed.min { divergences[$0 - levels] < divergences[$1 - levels] }
    #expect(EntropyObserver.keptBins(of: counts, levels: levels) == least)
  }

  @Test("Entropy: N(0,1) is cut beyond 3.9σ also where two values lie at ±20; a uniform keeps its end")
  func entropy() throws {
    let scheme = QuantizationScheme(.int8, isSymmetric: true)
    let values = normal(200_000, seed: 6)
    // The divergence is flat from 4.1σ on: where exactly it is least, the few samples out there decide.
    let largest = values.map(abs).max() ?? 0
    for outliers: [Float] in [[], [20, -20]] {
      let range = try observe(.entropy, [values, outliers], for: scheme)
      let kept = max(range.upperBound, -range.lowerBound)
      #expect(kept > 3.9 && kept <= largest + 0.02, "\(outliers): \(range)")
    }
    var source = RandomSource(seed: 3)
    let uniform = try observe(.entropy, [(0..<100_000).map { _ in source.uniform(0, 1) }])
    #expect(uniform.upperBound > 0.99)
  }

  @Test("Entropy: the zeros that ReLU makes do not decide")
  func spike() throws {
    let values = normal(200_000, seed: 7).map { max($0, 0) }
    // With the spike in the counts the threshold would fall to about 2.1σ.
    #expect(try observe(.entropy, [values]).upperBound > 3.6)
  }

  @Test("Entropy: a value that is repeated often does not cut off the others")
  func repeated() throws {
    let values = normal(20_000, seed: 9) + [Float](repeating: -0.42, count: 200_000)
    // A hundredth of all values may be clipped: here a tenth of those that are not repeated, which lie beyond 1.6σ. The
    // divergence alone would keep nothing but the repeated one.
    #expect(try observe(.entropy, [values]).upperBound > 1.4)
  }

  @Test("Histogram keeps every count when its range grows, on both sides of an edge at 0")
  func histogramGrows() throws {
    var histogram = Histogram()
    for scale: Float in [1, -20, 300] {
      let values = (1...1000).map { Float($0) / 1000 * scale }
      try values.withUnsafeBufferPointer { (b) throws in try histogram.add(b) }
    }
    #expect(histogram.total == 3000)
    #expect(histogram.counts.reduce(0, +) == 3000)
    #expect(histogram.counts.count <= Histogram.mostBins)
    #expect(histogram.counts.prefix(histogram.below).reduce(0, +) == 1000)
    #expect(histogram.magnitudes.reduce(0, +) == 3000)
    #expect(histogram.minimum == -20)
    #expect(histogram.maximum == 300)
    // A third of the values are negative: the 1/3-quantile is 0 within a bin.
    #expect(abs(histogram.quantile(1.0 / 3)) <= 2 * Float(histogram.width))
  }

  @Test("A histogram that grew holds what one that knew the range from the start holds")
  func aligned() throws {
    var source = RandomSource(seed: 8)
    let (first, second) = (
      (0..<1000).map { _ in source.uniform(-1, 1) }, (0..<1000).map { _ in source.uniform(-1.9, 1.9) }
    )
    var histogram = Histogram()
    try first.withUnsafeBufferPointer { (b) throws in try histogram.add(b) }
    let width = histogram.width
    try second.withUnsafeBufferPointer { (b) throws in try histogram.add(b) }
    #expect(histogram.width == width)
    for bin in histogram.counts.indices {
      let (low, high) = (Double(bin - histogram.below) * width, Double(bin + 1 - histogram.below) * width)
      // Values within a thousandth of a bin of an edge may fall to either side in float32.
      let inside = (first + second).count { Double($0) >= low + width / 1000 && Double($0) < high - width / 1000 }
      let near = (first + second).count { Double($0) >= low - width / 1000 && Double($0) < high + width / 1000 }
      #expect((inside...near).contains(histogram.counts[bin]))
    }
  }

  @Test("Zeros before the first other value are kept")
  func zerosFirst() throws {
    var histogram = Histogram()
    for values: [Float] in [[0, 0, 0], [1, -1, 0.5]] {
      try values.withUnsafeBufferPointer { (b) throws in try histogram.add(b) }
    }
    #expect(histogram.total == 6)
    #expect(histogram.counts.reduce(0, +) == 6)
  }

  @Test(
    "NaN is refused by every observer",
    arguments: [
      Calibration.minMax, .movingAverage(constant: 0.01), .percentile(0.999), .entropy, .meanSquaredError,
    ])
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

/// The divergence as its paper states it, bin by bin.
private enum EntropyDefinition {
  static func divergence(_ counts: [Int], kept: Int, levels: Int) -> Double {
    var bins = counts.map(Double.init)
    bins[0] = bins[1]
    let reference = Array(bins.prefix(kept))
    var p = reference
    p[kept - 1] += bins.dropFirst(kept).reduce(0, +)
    var q = [Double](repeating: 0, count: kept)
    for group in 0..<levels {
      let range = group * kept / levels..<(group + 1) * kept / levels
      let filled = range.filter { reference[$0] > 0 }
      let share = range.reduce(0) { $0 + reference[$1] } / Double(max(filled.count, 1))
      for bin in filled { q[bin] = share }
    }
    let (ofP, ofQ) = (p.reduce(0, +), q.reduce(0, +))
    return zip(p, q).reduce(0) { sum, pair in
      guard pair.0 > 0 else { return sum }
      let (p, q) = (pair.0 / ofP, max(pair.1 / ofQ, 1e-10))
      return sum + p * log(p / q)
    }
  }
}
