import Kernels
import Measurement
import Tensors

/// Weights with a structure of zeros, as a matrix product takes them.
enum ZeroStructure: String, Sendable, CaseIterable, Codable {
  /// Blocks of 32 columns × 4 of k.
  case blocks
  /// In every four of k the same are kept by 32 columns: 2:4 where half are zeros.
  case shared
  /// In every four of k each column keeps its own: 2:4 where half are zeros.
  case perColumn
}

/// A matrix product, dense and without its zeros, ready to take turns.
struct SparseCase {
  let dense: KernelCall
  let sparse: KernelCall
  let rows: Int
  let depth: Int
  let columns: Int

  /// - Parameter zeros: share of the weights that are 0, 0…1. `shared` and `perColumn` round it to quarters.
  /// - Returns: `nil` when a kernel refuses these extents.
  init?(
    _ structure: ZeroStructure, zeros: Double, integers: Bool, rows: Int, depth: Int, columns: Int,
    instructionSet: InstructionSet = .detected
  ) {
    var random = RandomSource(seed: 5)
    var mask = [Bool](repeating: true, count: columns * depth)
    let dropped = Int((zeros * 4).rounded())
    for first in stride(from: 0, to: depth, by: 4) {
      var order = [0, 1, 2, 3]
      var drops = false
      for column in 0..<columns {
        if column % 32 == 0 || structure == .perColumn { order = random.permutation(4) }
        if column % 32 == 0 { drops = Double(random.uniform()) < zeros }
        for i in 0..<4 where first + i < depth {
          let isZero = structure == .blocks ? drops : order.prefix(dropped).contains(i)
          mask[column * depth + first + i] = !isZero
        }
      }
    }
    (self.rows, self.depth, self.columns) = (rows, depth, columns)
    let calls: [KernelCall?]
    if integers {
      let codes = mask.map { $0 ? Int8(random.integer(in: 1...127)) : 0 }
      guard let weights = try? Tensor(codes, shape: [columns, depth]) else { return nil }
      let requantization = Requantization(
        inputZeroPoint: 128, multipliers: [Float](repeating: 1e-4, count: columns), outputZeroPoint: 128)
      calls = [ZeroSkipping.never, .always].map { skipping in
        KernelCall.quantizedGemm(
          rows: rows, depth: depth, columns: columns, weights: weights, bias: [Int32](repeating: 0, count: columns),
          requantization: requantization, zeros: skipping, instructionSet: instructionSet)
      }
    } else {
      let reals = mask.map { $0 ? random.uniform(-1, 1) : 0 }
      guard let weights = try? Tensor(reals, shape: [columns, depth]) else { return nil }
      calls = [ZeroSkipping.never, .always].map { skipping in
        KernelCall.gemm(
          rows: rows, columns: columns, depth: depth, transposeB: true, b: .constant(weights), zeros: skipping,
          instructionSet: instructionSet)
      }
    }
    guard let dense = calls[0], let sparse = calls[1] else { return nil }
    (self.dense, self.sparse) = (dense, sparse)
  }

  /// Speed-up of leaving the zeros out, in turns.
  func speedup(_ options: TimingOptions) throws(TimingError<Never>) -> TimedComparison {
    try InterleavedTimer(options: options).compare {
      InterleavedTimer<SystemClock>.Arms<Never>(baseline: work(dense), candidate: work(sparse))
    }
  }

  /// The call with buffers of its own.
  private func work(_ call: KernelCall) -> (Int) -> Void {
    let x = Storage(byteCount: rows * depth * 4)
    let y = Storage(byteCount: rows * columns * 4)
    let scratch = Storage(byteCount: call.scratchBytes)
    let steps = StepList([(call, [x.base, y.base] + (call.scratchBytes > 0 ? [scratch.base] : []))])
    return { _ in withExtendedLifetime((x, y, scratch)) { steps.run() } }
  }
}
