import Foundation
import Kernels
import Tensors
import Testing

/// Kernels against the definitions in Swift, which are integers throughout; LiteRT's own codes are compared where plans
/// run.
@Suite struct FixedPointTests {
  @Test func ratiosByHand() throws {
    // 0.75 = 0.75·2³¹ / 2³¹ · 2⁰; 3 = 0.75 · 2²; 2⁻⁴⁰ is too small.
    #expect(FixedPointRatio(0.75) == FixedPointRatio(multiplier: 1_610_612_736, shift: 0))
    #expect(FixedPointRatio(3) == FixedPointRatio(multiplier: 1_610_612_736, shift: 2))
    #expect(FixedPointRatio(0x1p-40) == FixedPointRatio(multiplier: 0, shift: 0))
    #expect(FixedPointRatio(-1) == nil && FixedPointRatio(.infinity) == nil && FixedPointRatio(.nan) == nil)
    // What rounds up to 2³¹ becomes ½ with one more doubling.
    #expect(FixedPointRatio(1 - 0x1p-40) == FixedPointRatio(multiplier: 1 << 30, shift: 1))
    let quarter = try #require(FixedPointRatio(0.25))
    // Ties: 2·¼ and −2·¼, away from 0 and up.
    #expect(quarter.doubleRounded(2) == 1 && quarter.doubleRounded(-2) == -1)
    #expect(quarter.singleRounded(2) == 1 && quarter.singleRounded(-2) == 0)
  }

  @Test func exponentialsAreClose() {
    // 26 fraction bits in, 31 out: TFLite states an error below 2⁻²⁵.
    for step in 0..<2000 {
      let x = -Double(step) * 0.016
      let made = Double(FixedPoint.exponential(Int32((x * 0x1p26).rounded()), integerBits: 5)) / 0x1p31
      #expect(abs(made - exp(x)) < 1e-6, "\(x)")
    }
  }

  private func expected(_ sum: Int32, _ ratio: Double, _ rounding: Rounding, zero: Int32) -> UInt8 {
    let scaled: Double
    switch rounding {
    case .real: scaled = (Double(sum) * ratio).rounded(.toNearestOrAwayFromZero)
    case .single: scaled = FixedPointRatio(ratio).map { Double($0.singleRounded(sum)) } ?? .nan
    default: scaled = FixedPointRatio(ratio).map { Double($0.doubleRounded(sum)) } ?? .nan
    }
    return UInt8(min(max(scaled + Double(zero), 10), 250))
  }

  @Test(arguments: InstructionSet.available)
  func layersRoundAsAsked(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 61)
    for rounding in [Rounding.double, .single, .real] {
      for g in ReferenceConvolution.geometries {
        let r = ReferenceConvolution(g: g)
        let (x, w) = (bench.bytes(r.inputCount), bench.codes(r.weightCount))
        let bias = (0..<g.outputChannels).map { _ in Int32(bench.random.integer(in: -90_000...90_000)) }
        // Every third a power of two, so that sums meet ties.
        let ratios = (0..<g.outputChannels).map { $0 % 3 == 0 ? 0x1p-9 : Double(bench.floats(1, 0.0002...0.002)[0]) }
        let requantization = Requantization(
          inputZeroPoint: 131, multipliers: ratios.map { Float($0) }, outputZeroPoint: 90, low: 10, high: 250,
          rounding: rounding, ratios: ratios)
        let call = try #require(
          KernelCall.quantizedConvolution(
            g, weights: tensor(w), bias: bias, requantization: requantization, instructionSet: isa))
        let codes = r.sums(x, zero: 131, w, bias).enumerated().map {
          expected($1, ratios[$0 % g.outputChannels], rounding, zero: 90)
        }
        #expect(
          output(of: call, [x], count: r.outputCount, as: UInt8.self) == codes, "\(isa) \(rounding) \(g), seed 61")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func sumsAndProductsOfCodes(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 62)
    for operation in FixedPointOperation.allCases {
      for rounding in [Rounding.double, .single] {
        let scales = bench.floats(3, 0.01...0.09)
        let definition = try #require(
          FixedPointBinary(
            operation, a: CodeScale(scale: scales[0], zeroPoint: 120), b: CodeScale(scale: scales[1], zeroPoint: 140),
            y: CodeScale(scale: scales[2], zeroPoint: 100), low: 3, high: 240, rounding: rounding))
        for count in [1, 15, 16, 33, 300] {
          let (a, b) = (bench.bytes(count), bench.bytes(count))
          let call = try #require(KernelCall.fixedPointBinary(definition, count: count, instructionSet: isa))
          let made = output(of: call, [a, b], count: count, as: UInt8.self)
          #expect(made == zip(a, b).map { definition.reference($0, $1) }, "\(isa) \(operation) \(rounding), seed 62")
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func meansOfCodes(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 63)
    for (count, inner) in [(49, 17), (1, 5), (1000, 3), (6, 64)] {
      let definition = try #require(
        FixedPointMean(
          count: count, x: CodeScale(scale: 0.03, zeroPoint: 77), y: CodeScale(scale: 0.021, zeroPoint: 90)))
      let x = bench.bytes(2 * count * inner)
      let call = try #require(KernelCall.fixedPointMean(definition, outer: 2, inner: inner, instructionSet: isa))
      let means = (0..<2 * inner).map { position in
        definition.reference((0..<count).map { x[(position / inner * count + $0) * inner + position % inner] })
      }
      #expect(output(of: call, [x], count: 2 * inner, as: UInt8.self) == means, "\(isa) \(count), seed 63")
    }
  }

  @Test func softmaxOfCodes() throws {
    var bench = Bench(seed: 64)
    for scale in [Float(0.003), 0.05, 0.4, 3] {
      let definition = try #require(FixedPointSoftmax(scale: scale))
      for columns in [1, 3, 255, 256, 1000] {
        let x = bench.bytes(3 * columns)
        let call = try #require(KernelCall.fixedPointSoftmax(definition, rows: 3, columns: columns))
        let rows = (0..<3).flatMap { definition.reference(Array(x[$0 * columns..<($0 + 1) * columns])) }
        #expect(output(of: call, [x], count: x.count, as: UInt8.self) == rows, "\(scale) \(columns), seed 64")
        let largest = Double(x[..<columns].max() ?? 0)
        let real = x[..<columns].map { exp(Double(scale) * (Double($0) - largest)) }
        let total = real.reduce(0, +)
        // Half a step of rounding, and what sums of 12.19 bits lose.
        #expect(zip(rows, real).allSatisfy { abs(Double($0) - min($1 / total * 256, 255)) <= 1.1 })
      }
    }
  }
}
