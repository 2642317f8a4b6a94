import CKernels
package import Tensors

extension KernelCall {
  /// Codes whose scale is found when they are made, from the smallest and largest element and 0.
  /// Buffers: x float32, codes uint8, scale (one float32), zero point (one uint8). Source: ONNX DynamicQuantizeLinear.
  package static func dynamicQuantize(count: Int, instructionSet: InstructionSet = .detected) -> KernelCall? {
    guard count >= 0 else { return nil }
    let p = keiryo_dynamic_codes(loops: instructionSet.loops, count: count)
    return KernelCall(keiryo_dynamic_codes_run, p, name: "dynamic_quantize__\(instructionSet.loopsName)")
  }

  /// `y[m,n] = float(Σ (q[m,k] − zero)·w[n,k])·(scale·scales[n]) + bias[n] + residual[m,n]` in float32, with codes whose
  /// scale and zero point are known only when it runs; sums are exact. `nil` also when a sum could leave 32 bits.
  ///
  /// Buffers: q uint8, scale, zero point, [residual float32], y float32, scratch.
  /// - Parameters:
  ///   - weights: int8 `[N, K]`, zero point 0.
  ///   - scales: of the weights, one for each row.
  ///   - bias: float32, one for each row of the weights.
  package static func dynamicGemm(
    rows: Int, columns: Int, depth: Int, weights: Tensor, scales: [Float], bias: [Float]? = nil, residual: Bool = false,
    clamp: ClosedRange<Float>? = nil, finish: KernelFinish? = nil, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard scales.count == columns, bias.map({ $0.count == columns }) ?? true,
      var product = DynamicProduct(rows: rows, columns: columns, depth: depth, weights: weights, instructionSet)
    else { return nil }
    let weightScales = Storage(copying: scales)
    product.parameters.scales = UnsafePointer(weightScales.floats)
    product.constants.append(weightScales)
    if let bias {
      let addend = Storage(copying: bias)
      product.parameters.addend = UnsafePointer(addend.floats)
      product.constants.append(addend)
    }
    product.parameters.zero_is_buffer = 1
    product.parameters.residual_is_buffer = residual ? 1 : 0
    product.parameters.epilogue = keiryo_epilogue(clamp: clamp)
    product.parameters.epilogue.stored = UInt32(KEIRYO_STORE_FLOAT)
    product.constants += product.parameters.epilogue.adopt(finish)
    return product.call(named: "dynamic_gemm", suffix: finish.suffix)
  }

  /// `y[m,n] = Σ (q[m,k] − zero)·w[n,k]`, exact in int32. Buffers: q uint8, [zero point], y int32, scratch.
  /// - Parameters:
  ///   - weights: int8 `[N, K]`, zero point 0.
  ///   - hasZeroPoint: or it is 0.
  package static func integerGemm(
    rows: Int, columns: Int, depth: Int, weights: Tensor, hasZeroPoint: Bool,
    instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard var product = DynamicProduct(rows: rows, columns: columns, depth: depth, weights: weights, instructionSet)
    else { return nil }
    product.parameters.zero_is_buffer = hasZeroPoint ? 1 : 0
    product.parameters.epilogue.stored = UInt32(KEIRYO_STORE_SUMS)
    return product.call(named: "integer_gemm", suffix: "")
  }
}

/// What products share whose codes get their zero point when they run.
private struct DynamicProduct {
  var parameters = keiryo_dynamic_gemm()
  var constants: [Storage]
  private let scratchBytes: Int
  private let kernelName: String

  /// `nil` when a sum could leave 32 bits.
  init?(rows: Int, columns: Int, depth: Int, weights: Tensor, _ instructionSet: InstructionSet) {
    guard rows >= 1, columns >= 1, (1...30_000).contains(depth), weights.element == .int8,
      weights.count == depth * columns, let kernel = keiryo_u8s8_tile_kernel(instructionSet.features)
    else { return nil }
    let tile = kernel.pointee
    let codes = weights.elements(as: Int8.self)
    let byteCount = keiryo_s8_packed_bytes(1, depth, columns, kernel)
    let packed = Storage(byteCount: byteCount)
    codes.withUnsafeBufferPointer { keiryo_s8_pack($0.baseAddress, 1, depth, columns, kernel, packed.base) }
    let weightSums = Storage(copying: sums(codes, each: depth).map { Int32($0) })
    constants = [packed, weightSums]
    kernelName = String(cString: tile.name)
    (parameters.rows, parameters.columns, parameters.depth) = (rows, columns, depth)
    parameters.packed = UnsafePointer(packed.base.assumingMemoryBound(to: UInt8.self))
    parameters.panel_bytes = byteCount / ((columns + Int(tile.columns) - 1) / Int(tile.columns))
    parameters.sums = UnsafePointer(weightSums.base.assumingMemoryBound(to: Int32.self))
    parameters.stage = UInt32(tile.stage)
    parameters.staged_bytes = Int(tile.stage) == Int(KEIRYO_STAGE_INT16) ? 2 : 1
    parameters.image_offset = aligned(columns * 8)
    parameters.tile = tile.function
    (parameters.tile_rows, parameters.tile_columns) = (Int(tile.rows), Int(tile.columns))
    parameters.tile_group = Int(tile.group)
    let staged =
      Int(tile.stage) == Int(KEIRYO_STAGE_NONE) ? 0 : rows * depth * parameters.staged_bytes + Storage.padding
    scratchBytes = parameters.image_offset + aligned(staged)
  }

  func call(named name: String, suffix: String) -> KernelCall {
    KernelCall(
      keiryo_dynamic_gemm_run, parameters, constants: constants, scratchBytes: scratchBytes,
      name: "\(name)__\(kernelName)\(suffix)")
  }
}
