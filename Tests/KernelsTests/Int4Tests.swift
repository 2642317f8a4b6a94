import Kernels
import Tensors
import Testing

@Suite("Weights of four bits")
struct Int4Tests {
  @Test("a product by hand: one block, codes and scales that multiply exactly", arguments: InstructionSet.available)
  func byHand(_ isa: InstructionSet) throws {
    // x = (127, −64, 2): largest 127, so its codes are x itself with scale 1.
    // w = 0.5·((15, 8, 0) − 8) = (3.5, 0, −4): y = 444.5 − 8 = 436.5.
    let weights = try #require(
      Int4Weights(columns: 1, depth: 3, blockSize: 32, codes: [15, 8, 0], scales: [0.5]))
    let call = try #require(KernelCall.int4Product(rows: 1, weights: weights, instructionSet: isa))
    #expect(output(of: call, [[127, -64, 2] as [Float]], count: 1, as: Float.self) == [436.5])
  }

  @Test("every processor and any number of threads give the same bits")
  func sameBits() throws {
    var bench = Bench(seed: 31)
    let pool = WorkerPool(threads: 2)
    for (rows, depth, columns) in [(1, 1024, 1000), (3, 100, 35), (20, 256, 130)] {
      let x = bench.floats(rows * depth)
      let blocks = (depth + 63) / 64
      let weights = try #require(
        Int4Weights(
          columns: columns, depth: depth, blockSize: 64, codes: bench.bytes(columns * depth).map { $0 & 15 },
          scales: bench.floats(columns * blocks), zeroPoints: bench.bytes(columns * blocks).map { $0 >> 4 }))
      func result(_ isa: InstructionSet, _ pool: WorkerPool?) throws -> [Float] {
        let call = try #require(
          KernelCall.int4Product(rows: rows, weights: weights, clamp: -3...3, instructionSet: isa))
        return output(of: call, [x], count: rows * columns, as: Float.self, pool: pool)
      }
      let expected = try result(.scalar, nil)
      for isa in InstructionSet.available {
        #expect(try result(isa, nil) == expected, "\(isa)")
        #expect(try result(isa, pool) == expected, "\(isa), 2 threads")
      }
      // Within a block: 127 codes a side, so each activation is off by at most half of 1/127 of the largest.
      let reals = weights.reals.floats
      let size = x.reduce(0) { max($0, abs($1)) }
      for i in expected.indices {
        let w = reals[(i % columns * depth)..<((i % columns + 1) * depth)]
        let real = zip(x[(i / columns * depth)...], w).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        let bound = w.reduce(0) { $0 + abs($1) } * size * (0.5 / 127 + 1e-5)
        #expect(abs(min(max(real, -3), 3) - expected[i]) <= bound)
      }
    }
  }

  @Test("an infinite value spoils its row only, and zeros stay zeros", arguments: InstructionSet.available)
  func specialValues(_ isa: InstructionSet) throws {
    let weights = try #require(
      Int4Weights(columns: 2, depth: 4, blockSize: 32, codes: [9, 9, 9, 9, 7, 7, 7, 7], scales: [1, 1]))
    let call = try #require(KernelCall.int4Product(rows: 3, weights: weights, instructionSet: isa))
    let x: [Float] = [0, 0, 0, 0, 1, .infinity, 0, 0, 127, 0, 0, 0]
    let y = output(of: call, [x], count: 6, as: Float.self)
    #expect(y[0] == 0 && y[1] == 0 && y[4] == 127 && y[5] == -127)
    #expect(y[2].isNaN && y[3].isNaN)
  }
}
