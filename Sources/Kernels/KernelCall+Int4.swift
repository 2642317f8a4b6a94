import CKernels
package import Tensors

/// Weights of four bits in blocks of k that share a scale: `w[n][k] = scales[n][k / blockSize]·(code − zero)`.
package struct Int4Weights: Sendable, Hashable {
  package let columns: Int
  package let depth: Int
  /// Values of k with one scale, a multiple of 32.
  package let blockSize: Int
  /// `[columns][depth]`, 0…15.
  package let codes: [UInt8]
  /// `[columns][blocks]`.
  package let scales: [Float]
  /// `[columns][blocks]`, 0…15; `nil`: 8.
  package let zeroPoints: [UInt8]?

  package var blocks: Int { (depth + blockSize - 1) / blockSize }

  /// `nil` when counts or codes do not fit each other.
  package init?(
    columns: Int, depth: Int, blockSize: Int, codes: [UInt8], scales: [Float], zeroPoints: [UInt8]? = nil
  ) {
    guard columns >= 1, depth >= 1, blockSize >= 32, blockSize % 32 == 0 else { return nil }
    let blocks = (depth + blockSize - 1) / blockSize
    guard codes.count == columns * depth, scales.count == columns * blocks,
      zeroPoints.map({ $0.count == scales.count && $0.allSatisfy { $0 < 16 } }) ?? true,
      codes.allSatisfy({ $0 < 16 })
    else { return nil }
    self.columns = columns
    self.depth = depth
    self.blockSize = blockSize
    self.codes = codes
    self.scales = scales
    self.zeroPoints = zeroPoints
  }

  /// The numbers that the codes stand for, `[columns, depth]`.
  package var reals: Tensor {
    var result = Tensor(zeros: .float32([columns, depth]))
    result.withMutableElements(as: Float.self) { w in
      for i in 0..<columns * depth {
        let at = i / depth * blocks + i % depth / blockSize
        w[i] = scales[at] * Float(Int(codes[i]) - Int(zeroPoints?[at] ?? 8))
      }
    }
    return result
  }

  /// One value for each block, for each part of 32.
  fileprivate func perPart<Value>(_ values: [Value]) -> [Value] {
    let parts = (depth + 31) / 32
    return (0..<columns * parts).map { values[$0 / parts * blocks + $0 % parts * 32 / blockSize] }
  }
}

extension KernelCall {
  /// `y[M,N] = clamp(x[M,K]·Wᵀ + bias[N])` with weights of four bits. The activations become int8 codes at run time, one
  /// scale for 32 of them, so that the sums within a block are exact integers; see `keiryo_int4_tile`. The same bits on
  /// every processor and for any number of threads.
  ///
  /// Buffers: x, [bias], y, scratch.
  package static func int4Product(
    rows: Int, weights: Int4Weights, bias: KernelOperand? = nil, clamp: ClosedRange<Float>? = nil,
    instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    let (depth, columns) = (weights.depth, weights.columns)
    guard rows >= 1, let bias = BiasOperand(bias, count: columns),
      let kernel = keiryo_int4_kernel_for(instructionSet.features)
    else { return nil }
    let width = Int(kernel.pointee.columns)
    let packed = Storage(byteCount: keiryo_int4_packed_bytes(depth, columns, width))
    let zeroPoints = weights.zeroPoints.map(weights.perPart)
    let zeros = zeroPoints.map { _ in Storage(byteCount: keiryo_int4_zeros_bytes(depth, columns, width)) }
    let scales = weights.perPart(weights.scales)
    keiryo_int4_pack(
      weights.codes, scales, zeroPoints, depth, columns, width, packed.base.assumingMemoryBound(to: UInt8.self),
      zeros?.base.assumingMemoryBound(to: UInt8.self))
    var p = keiryo_int4_product()
    (p.rows, p.columns, p.depth) = (rows, columns, depth)
    p.packed = UnsafePointer(packed.base.assumingMemoryBound(to: UInt8.self))
    p.zeros = zeros.map { UnsafePointer($0.base.assumingMemoryBound(to: UInt8.self)) }
    p.bias = bias.pointer
    p.bias_is_buffer = bias.isBuffer
    (p.low, p.high) = (clamp?.lowerBound ?? -.infinity, clamp?.upperBound ?? .infinity)
    p.kernel = kernel
    return KernelCall(
      keiryo_int4_run, p, constants: bias.constants + [packed] + (zeros.map { [$0] } ?? []),
      scratchBytes: aligned(keiryo_int4_scratch_bytes(rows, depth)),
      name: "gemm_int4__" + String(cString: kernel.pointee.name))
  }
}
