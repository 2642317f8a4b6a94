import CKernels
import Tensors

extension KernelCall {
  /// `C[M,N] = clamp(A·B + bias[N] + residual[M,N])` in float32.
  ///
  /// Buffers: a `[M,K]` (`[K,M]` with `transposeA`), [b `[K,N]` or `[N,K]`], [bias], [residual], out, [scratch]. The
  /// residual may be the output's buffer. The bias is added after the sum over k.
  package static func gemm(
    rows: Int, columns: Int, depth: Int, transposeA: Bool = false, transposeB: Bool = false,
    b: KernelOperand = .dynamic, bias: KernelOperand? = nil, clamp: ClosedRange<Float>? = nil, residual: Bool = false,
    finish: KernelFinish? = nil, zeros: ZeroSkipping = .never, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    batchedGemm(
      batch: 1, rows: rows, columns: columns, depth: depth, strideA: 0, strideB: 0, transposeA: transposeA,
      transposeB: transposeB, b: b, bias: bias, clamp: clamp, residual: residual, finish: finish,
      zeros: zeros, instructionSet: instructionSet)
  }

  /// A product for every matrix of a batch; results lie one after the other.
  ///
  /// - Parameters:
  ///   - strideA: elements from one A to the next, 0 when all use the same.
  ///   - strideB: the same for B; a constant B is shared by all.
  package static func batchedGemm(
    batch: Int, rows: Int, columns: Int, depth: Int, strideA: Int, strideB: Int, transposeA: Bool = false,
    transposeB: Bool = false, b: KernelOperand = .dynamic, bias: KernelOperand? = nil,
    clamp: ClosedRange<Float>? = nil, residual: Bool = false, finish: KernelFinish? = nil,
    zeros: ZeroSkipping = .never, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard [batch, rows, columns, depth].allSatisfy({ $0 >= 1 }), let bias = BiasOperand(bias, count: columns),
      let kernel = keiryo_f32_tile_kernel(instructionSet.features)
    else { return nil }
    let packedCount = keiryo_f32_packed_count(depth, columns, Int(kernel.pointee.columns))
    var p = keiryo_f32_gemm()
    (p.batch, p.rows, p.columns, p.depth) = (batch, rows, columns, depth)
    (p.a_row, p.a_depth, p.a_batch) = transposeA ? (1, rows, strideA) : (depth, 1, strideA)
    (p.b_depth, p.b_column, p.b_batch) = transposeB ? (1, depth, strideB) : (columns, 1, strideB)
    var constants = bias.constants
    var (dense, scratch) = ([Storage](), 0)
    switch b {
    case .constant(let tensor):
      guard tensor.element == .float32, tensor.count == depth * columns, strideB == 0 else { return nil }
      let packed = Storage(byteCount: packedCount * 4)
      tensor.withElements(as: Float.self) {
        keiryo_f32_pack(
          $0.baseAddress, depth, columns, p.b_depth, p.b_column, Int(kernel.pointee.columns), packed.floats)
      }
      p.packed = UnsafePointer(packed.floats)
      dense = [packed]
    case .dynamic:
      // Every matrix has a place of its own where that is little memory: then threads share the batch.
      let whole = batch.multipliedReportingOverflow(by: packedCount * 4)
      p.scratch_matrix = packedCount
      p.scratch_matrices = strideB > 0 && !whole.overflow && whole.partialValue <= 1 << 20 ? batch : 1
      scratch = aligned(p.scratch_matrices * packedCount * 4)
    }
    p.bias = bias.pointer
    p.bias_is_buffer = bias.isBuffer
    p.residual_is_buffer = residual ? 1 : 0
    p.epilogue = keiryo_epilogue(clamp: clamp)
    constants += p.epilogue.adopt(finish)
    p.tile = kernel.pointee.function
    (p.tile_rows, p.tile_columns) = (Int(kernel.pointee.rows), Int(kernel.pointee.columns))
    let sparse = withExtendedLifetime(dense) { p.skipZeros(zeros, kernel: kernel.pointee) }
    return KernelCall(
      keiryo_f32_gemm_run, p, constants: constants + (sparse?.storages ?? dense), scratchBytes: scratch,
      skipsZeros: sparse != nil,
      name: "gemm_f32__" + String(cString: kernel.pointee.name) + (sparse?.suffix ?? "") + finish.suffix)
  }
}
