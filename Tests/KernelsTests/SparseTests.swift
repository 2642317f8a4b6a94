import Kernels
import Tensors
import Testing

/// Which weights of 32 neighbouring columns are 0. No panel is wider.
enum ZeroPattern: CaseIterable {
  case blocks, sharedTwoOfFour, columnsOfTheirOwn, nothing

  func keeps(column: Int, k: Int) -> Bool {
    switch self {
    case .blocks: (k / 4 * 7 + column / 32 * 3) % 5 < 2
    case .sharedTwoOfFour: (k + k / 4 * 3 + column / 32) % 4 < 2
    case .columnsOfTheirOwn: (k + k / 4 * 3 + column) % 4 < 2
    case .nothing: false
    }
  }
}

@Suite("Weights without their zeros")
struct SparseTests {
  /// Weights `[O, kh, kw, C]`, k counted through one filter.
  private func zeroed<Element: Numeric>(_ weights: [Element], depth: Int, _ pattern: ZeroPattern) -> [Element] {
    weights.enumerated().map { pattern.keeps(column: $0.offset / depth, k: $0.offset % depth) ? $0.element : 0 }
  }

  @Test("integer products are those of the dense kernel", arguments: InstructionSet.available, ZeroPattern.allCases)
  func codes(_ isa: InstructionSet, _ pattern: ZeroPattern) throws {
    var bench = Bench(seed: 91)
    for (rows, depth, columns) in [(1, 64, 70), (3, 37, 33), (14, 100, 64), (31, 256, 96), (29, 1040, 40)] {
      let x = bench.bytes(rows * depth)
      let weights = tensor(zeroed(bench.codes(depth * columns), depth: depth, pattern))
      let requantization = Requantization(
        inputZeroPoint: 100, multipliers: bench.floats(columns, 0.001...0.01), outputZeroPoint: 128)
      func call(_ zeros: ZeroSkipping) -> KernelCall? {
        KernelCall.quantizedGemm(
          rows: rows, depth: depth, columns: columns, weights: weights, bias: [Int32](repeating: 7, count: columns),
          requantization: requantization, zeros: zeros, instructionSet: isa)
      }
      let (dense, sparse) = (try #require(call(.never)), try #require(call(.always)))
      #expect(!dense.skipsZeros && sparse.skipsZeros)
      let expected = output(of: dense, [x], count: rows * columns, as: UInt8.self)
      #expect(output(of: sparse, [x], count: rows * columns, as: UInt8.self) == expected, "\(rows) \(depth) \(columns)")
    }
  }

  @Test("convolutions skip zeros in every geometry, at any number of threads", arguments: InstructionSet.available)
  func convolutions(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 92)
    let pool = WorkerPool(threads: 2)
    for g in ReferenceConvolution.geometries {
      let r = ReferenceConvolution(g: g)
      let depth = r.weightCount / g.outputChannels
      let (x, residual) = (bench.floats(r.inputCount), bench.floats(r.outputCount))
      let weights = tensor(zeroed(bench.floats(r.weightCount), depth: depth, .blocks))
      func floats(_ zeros: ZeroSkipping) -> KernelCall? {
        KernelCall.convolution(
          g, weights: .constant(weights), clamp: -1...1, residual: true, zeros: zeros, instructionSet: isa)
      }
      let (dense, sparse) = (try #require(floats(.never)), try #require(floats(.always)))
      let expected = output(of: dense, [x, residual], count: r.outputCount, as: Float.self)
      #expect(output(of: sparse, [x, residual], count: r.outputCount, as: Float.self) == expected, "\(isa) \(g)")
      #expect(output(of: sparse, [x, residual], count: r.outputCount, as: Float.self, pool: pool) == expected)

      let bytes = bench.bytes(r.inputCount)
      let requantization = Requantization(
        inputZeroPoint: 131, multipliers: bench.floats(g.outputChannels, 0.0002...0.002), outputZeroPoint: 90)
      let codes = tensor(zeroed(bench.codes(r.weightCount), depth: depth, .sharedTwoOfFour))
      let bias = [Int32](repeating: -5, count: g.outputChannels)
      func integers(_ zeros: ZeroSkipping) -> KernelCall? {
        KernelCall.quantizedConvolution(
          g, weights: codes, bias: bias, requantization: requantization, zeros: zeros, instructionSet: isa)
      }
      let (plain, skipping) = (try #require(integers(.never)), try #require(integers(.always)))
      let sums = output(of: plain, [bytes], count: r.outputCount, as: UInt8.self)
      #expect(output(of: skipping, [bytes], count: r.outputCount, as: UInt8.self) == sums, "\(isa) \(g)")
    }
  }

  @Test("a pattern that a panel shares pays, a pattern of every column does not")
  func rule() throws {
    var bench = Bench(seed: 93)
    let (depth, columns) = (512, 128)
    let requantization = Requantization(
      inputZeroPoint: 100, multipliers: bench.floats(columns, 0.001...0.01), outputZeroPoint: 128)
    for (pattern, pays) in [(ZeroPattern.blocks, true), (.sharedTwoOfFour, true), (.columnsOfTheirOwn, false)] {
      let call = try #require(
        KernelCall.quantizedGemm(
          rows: 64, depth: depth, columns: columns,
          weights: tensor(zeroed(bench.codes(depth * columns), depth: depth, pattern)),
          bias: [Int32](repeating: 0, count: columns), requantization: requantization, zeros: .below(0.9)))
      #expect(call.skipsZeros == pays, "\(pattern)")
    }
  }

  @Test("a matrix product in float32 keeps its bits, given a transposed left side too")
  func floats() throws {
    var bench = Bench(seed: 94)
    for (rows, depth, columns, turned) in [(1, 300, 200, false), (17, 64, 40, true), (40, 129, 65, false)] {
      let x = bench.floats(rows * depth)
      let b = tensor(zeroed(bench.floats(depth * columns), depth: depth, .sharedTwoOfFour))
      func call(_ zeros: ZeroSkipping) -> KernelCall? {
        KernelCall.gemm(
          rows: rows, columns: columns, depth: depth, transposeA: turned, transposeB: true, b: .constant(b),
          zeros: zeros)
      }
      let (dense, sparse) = (try #require(call(.never)), try #require(call(.always)))
      let expected = output(of: dense, [x], count: rows * columns, as: Float.self)
      #expect(output(of: sparse, [x], count: rows * columns, as: Float.self) == expected)
    }
  }
}
