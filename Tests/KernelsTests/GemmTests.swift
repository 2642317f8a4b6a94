import Kernels
import Tensors
import Testing

@Suite struct GemmTests {
  static let sizes = [
    (1, 1, 1), (1, 130, 7), (3, 10, 33), (4, 16, 5), (6, 17, 64), (7, 15, 3), (13, 31, 20), (14, 32, 16), (15, 33, 1),
    (28, 64, 9), (29, 100, 40), (1, 10, 500),
    // One row over one to five panels.
    (1, 50, 9), (1, 70, 5), (1, 96, 4), (1, 128, 3), (1, 20, 6), (1, 143, 2),
  ]

  @Test(arguments: InstructionSet.available)
  func agreesWithTheDefinition(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 11)
    for (m, n, k) in Self.sizes {
      for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
        let (a, b) = (bench.floats(m * k), bench.floats(k * n))
        let (bias, residual) = (bench.floats(n), bench.floats(m * n))
        var expected: [Double] = []
        for i in 0..<m {
          for j in 0..<n {
            let sum = (0..<k).reduce(Double(bias[j]) + Double(residual[i * n + j])) { sum, l in
              sum + Double(a[transposeA ? l * m + i : i * k + l]) * Double(b[transposeB ? j * k + l : l * n + j])
            }
            expected.append(min(max(sum, -0.75), 2))
          }
        }
        let known = try #require(
          KernelCall.gemm(
            rows: m, columns: n, depth: k, transposeA: transposeA, transposeB: transposeB, b: .constant(tensor(b)),
            bias: .constant(tensor(bias)), clamp: -0.75...2, residual: true, instructionSet: isa))
        let dynamic = try #require(
          KernelCall.gemm(
            rows: m, columns: n, depth: k, transposeA: transposeA, transposeB: transposeB, b: .dynamic, bias: .dynamic,
            clamp: -0.75...2, residual: true, instructionSet: isa))
        let first = output(of: known, [a, residual], count: m * n, as: Float.self)
        #expect(distance(first, expected) <= tolerance(terms: k), "\(isa) \(m)×\(n)×\(k), seed 11")
        #expect(output(of: dynamic, [a, b, bias, residual], count: m * n, as: Float.self) == first)
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func batchesUseTheirStrides(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 12)
    let (a, b) = (bench.floats(3 * 5 * 4), bench.floats(4 * 6))
    let call = try #require(
      KernelCall.batchedGemm(
        batch: 3, rows: 5, columns: 6, depth: 4, strideA: 20, strideB: 0, instructionSet: isa))
    let single = try #require(KernelCall.gemm(rows: 5, columns: 6, depth: 4, instructionSet: isa))
    let each = (0..<3).flatMap { i in
      output(of: single, [Array(a[i * 20..<i * 20 + 20]), b], count: 30, as: Float.self)
    }
    #expect(output(of: call, [a, b], count: 90, as: Float.self) == each)
  }

  @Test(arguments: InstructionSet.available)
  func threadsDoNotChangeABit(_ isa: InstructionSet) throws {
    var bench = Bench(seed: 13)
    let (a, b) = (bench.floats(150 * 60), bench.floats(60 * 170))
    let call = try #require(KernelCall.gemm(rows: 150, columns: 170, depth: 60, instructionSet: isa))
    let alone = output(of: call, [a, b], count: 150 * 170, as: Float.self)
    for threads in [2, 3] {
      let pool = WorkerPool(threads: threads)
      for _ in 0..<20 { #expect(output(of: call, [a, b], count: 150 * 170, as: Float.self, pool: pool) == alone) }
    }
  }

  @Test func fusedMultiplyAddsAgreeAcrossInstructionSets() throws {
    var bench = Bench(seed: 14)
    let (a, b) = (bench.floats(20 * 77), bench.floats(77 * 40))
    let results = try InstructionSet.available.filter { $0 != .scalar }.map { isa in
      output(
        of: try #require(KernelCall.gemm(rows: 20, columns: 40, depth: 77, instructionSet: isa)), [a, b], count: 800,
        as: Float.self)
    }
    #expect(Set(results).count <= 1)
  }
}
