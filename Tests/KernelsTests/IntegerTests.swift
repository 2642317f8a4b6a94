import Kernels
import Tensors
import Testing

/// The definition of requantization, step by step.
func requantized(_ sums: [Int32], _ r: Requantization, residual: [UInt8]? = nil) -> [UInt8] {
  let channels = r.multipliers.count
  return sums.enumerated().map { index, sum in
    var real = Float(sum) * r.multipliers[index % channels]
    if let residual, let (multiplier, zeroPoint) = r.residual {
      let addend = Float(Int32(residual[index]) - zeroPoint) * multiplier
      real += addend
    }
    let code = Double(real.rounded(.toNearestOrEven)) + Double(r.outputZeroPoint)
    return UInt8(min(max(code, Double(r.low)), Double(r.high)))
  }
}

@Suite struct IntegerTests {
  @Test(arguments: InstructionSet.available)
  func convolutionIsExact(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 41)
    let pool = WorkerPool(threads: 2)
    for g in ReferenceConvolution.geometries {
      let r = ReferenceConvolution(g: g)
      let (x, w) = (bench.bytes(r.inputCount), bench.codes(r.weightCount))
      let bias = (0..<g.outputChannels).map { _ in Int32(bench.random.integer(in: -90_000...90_000)) }
      let residual = bench.bytes(r.outputCount)
      let requantization = Requantization(
        inputZeroPoint: 131, multipliers: bench.floats(g.outputChannels, 0.0002...0.002), outputZeroPoint: 90, low: 90,
        high: 255, residual: (0.37, 12))
      let call = try #require(
        KernelCall.quantizedConvolution(
          g, weights: tensor(w), bias: bias, requantization: requantization, instructionSet: isa))
      let sums = r.sums(x, zero: 131, w, bias)
      let y = output(of: call, [x, residual], count: r.outputCount, as: UInt8.self)
      #expect(y == requantized(sums, requantization, residual: residual), "\(isa) \(g), seed 41")
      #expect(output(of: call, [x, residual], count: y.count, as: UInt8.self, pool: pool) == y)

      let bare = Requantization(
        inputZeroPoint: 131, multipliers: requantization.multipliers, outputZeroPoint: 90, low: 20, high: 240)
      let bareCall = try #require(
        KernelCall.quantizedConvolution(
          g, weights: tensor(w), bias: bias, requantization: bare, instructionSet: isa))
      #expect(
        output(of: bareCall, [x], count: r.outputCount, as: UInt8.self) == requantized(sums, bare),
        "\(isa) \(g), seed 41")

      let plain = Requantization(
        inputZeroPoint: 131, multipliers: requantization.multipliers, outputZeroPoint: 0)
      let last = try #require(
        KernelCall.quantizedConvolution(
          g, weights: tensor(w), bias: bias, requantization: plain, output: .float32, instructionSet: isa))
      let reals = sums.enumerated().map { Float($1) * plain.multipliers[$0 % g.outputChannels] }
      #expect(output(of: last, [x], count: r.outputCount, as: Float.self) == reals, "\(isa) \(g), seed 41")
    }
  }

  /// One row, as in a fully connected layer, over one to ten panels of every kernel.
  @Test(arguments: InstructionSet.available)
  func singleRowsAreExact(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 42)
    for columns in [1, 5, 9, 13, 17, 20, 33, 50, 70, 96, 128, 143, 300] {
      let depth = 29
      let (x, w) = (bench.bytes(depth), bench.codes(depth * columns))
      let requantization = Requantization(
        inputZeroPoint: 100, multipliers: bench.floats(columns, 0.001...0.01), outputZeroPoint: 128)
      let call = try #require(
        KernelCall.quantizedGemm(
          rows: 1, depth: depth, columns: columns, weights: tensor(w), bias: [Int32](repeating: 7, count: columns),
          requantization: requantization, instructionSet: isa))
      let sums = (0..<columns).map { column in
        (0..<depth).reduce(Int32(7)) { $0 + (Int32(x[$1]) - 100) * Int32(w[column * depth + $1]) }
      }
      #expect(
        output(of: call, [x], count: columns, as: UInt8.self) == requantized(sums, requantization),
        "\(isa) \(columns), seed 42")
    }
  }

  /// 255·±127 over a long k: pairs of byte products pass the 16-bit range, sums pass 2²⁴.
  @Test(arguments: InstructionSet.available)
  func extremesAreExact(_ isa: InstructionSet) throws {
    for (depth, weight, zero) in [(4099, Int8(127), Int32(0)), (4099, -127, 0), (4099, -128, 255), (64, 127, 255)] {
      let x = [UInt8](repeating: zero == 255 ? 0 : 255, count: 3 * depth)
      let w = [Int8](repeating: weight, count: 37 * depth)
      let sum = (Int32(x[0]) - zero) * Int32(weight) * Int32(depth)
      let call = try #require(
        KernelCall.quantizedGemm(
          rows: 3, depth: depth, columns: 37, weights: tensor(w), bias: [Int32](repeating: 1, count: 37),
          requantization: Requantization(
            inputZeroPoint: zero, multipliers: [Float](repeating: 1, count: 37), outputZeroPoint: 0),
          output: .float32, instructionSet: isa))
      #expect(output(of: call, [x], count: 111, as: Float.self) == [Float](repeating: Float(sum + 1), count: 111))
    }
  }

  /// 0.5, 1.5, 2.5 … round to even; large sums saturate.
  @Test(arguments: InstructionSet.available)
  func tiesGoToEvenAndCodesSaturate(_ isa: InstructionSet) throws {
    let x: [UInt8] = [1, 3, 5, 7, 0, 255, 200]
    let call = try #require(
      KernelCall.quantizedGemm(
        rows: 7, depth: 1, columns: 2, weights: tensor([Int8(1), -1]), bias: [0, 0],
        requantization: Requantization(inputZeroPoint: 0, multipliers: [0.5, 8], outputZeroPoint: 10),
        instructionSet: isa))
    #expect(
      output(of: call, [x], count: 14, as: UInt8.self)
        == [10, 2, 12, 0, 12, 0, 14, 0, 10, 10, 138, 0, 110, 0])
  }

  @Test func refusesWhatItCannotKeepExact() {
    let unsound = Requantization(inputZeroPoint: 0, multipliers: [.infinity], outputZeroPoint: 0)
    let call = KernelCall.quantizedGemm(
      rows: 1, depth: 1, columns: 1, weights: tensor([Int8(1)]), bias: [0], requantization: unsound)
    #expect(call.map(\.kernelName) == nil)
    let long = KernelCall.quantizedGemm(
      rows: 1, depth: 70_000, columns: 1, weights: tensor([Int8](repeating: 1, count: 70_000)), bias: [0],
      requantization: Requantization(inputZeroPoint: 0, multipliers: [1], outputZeroPoint: 0))
    #expect(long.map(\.kernelName) == nil)
  }
}
