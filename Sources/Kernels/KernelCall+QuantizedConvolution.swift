import CKernels
package import Tensors

extension KernelCall {
  /// A convolution of uint8 activations with symmetric int8 weights; see ``Requantization``. The same bytes on every
  /// processor. `nil` also when a sum could leave 32 bits.
  ///
  /// Buffers: x NHWC uint8, [residual uint8], y, [scratch].
  /// - Parameters:
  ///   - weights: int8 OHWI.
  ///   - bias: one for each output channel, in units of `sx·sw[c]`.
  package static func quantizedConvolution(
    _ geometry: ConvolutionGeometry, weights: Tensor, bias: [Int32], requantization: Requantization,
    output: IntegerOutput = .uint8, finish: KernelFinish? = nil, zeros: ZeroSkipping = .never,
    instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard geometry.isSound, let kernel = keiryo_u8s8_tile_kernel(instructionSet.features),
      requantization.isSound(channels: geometry.outputChannels), bias.count == geometry.outputChannels,
      let words = RequantizationWords(requantization)
    else { return nil }
    let stage = Int(kernel.pointee.stage)
    let group = Int(kernel.pointee.group)
    let stagedBytes = stage == KEIRYO_STAGE_INT16 ? 2 : 1
    let flat = geometry.flattened
    let plainDepth = flat.kernelHeight * flat.kernelWidth * (flat.channels / flat.groups)
    let plainCodes = weights.element == .int8 ? weights.elements(as: Int8.self) : []
    guard plainCodes.count == geometry.outputChannels * plainDepth, Requantization.sumsFit(bias, depth: plainDepth),
      let folded = requantization.foldedBias(
        bias, weightSums: sums(plainCodes, each: plainDepth), shift: stage == KEIRYO_STAGE_SIGNED ? 128 : 0)
    else { return nil }
    let merging = PixelMerging(flat, kernel: kernel.pointee)
    let codes = merging.weights(plainCodes)
    let merged = merging.geometry
    var p = keiryo_convolution(merged, elementBytes: 1, stagedBytes: stagedBytes, group: group)
    if stage == KEIRYO_STAGE_SIGNED { p.staged = 1 }
    let runs = ConvolutionRuns(merged, stagedBytes: stagedBytes, staged: p.staged != 0)
    let depth = runs.segments * runs.elements
    p.adopt(runs, group: group)
    p.adopt(kernel.pointee)
    let groupChannels = merged.outputChannels / geometry.groups
    p.packed_group_bytes = keiryo_s8_packed_bytes(runs.segments, runs.elements, groupChannels, kernel)
    let packed = Storage(byteCount: p.packed_group_bytes * geometry.groups)
    codes.withUnsafeBufferPointer { source in
      guard let first = source.baseAddress else { return }
      for g in 0..<geometry.groups {
        keiryo_s8_pack(
          first + g * groupChannels * depth, runs.segments, runs.elements, groupChannels, kernel,
          packed.base + g * p.packed_group_bytes)
      }
    }
    let (biases, multipliers) = (
      Storage(copying: merging.repeated(folded)), Storage(copying: merging.repeated(words.multipliers))
    )
    let shifts = words.shifts.isEmpty ? [] : [Storage(copying: merging.repeated(words.shifts))]
    p.packed = UnsafePointer(packed.base.assumingMemoryBound(to: UInt8.self))
    p.bias = UnsafeRawPointer(biases.base)
    p.multipliers = UnsafePointer(multipliers.floats)
    p.shifts = UnsafePointer(shifts.first?.base.assumingMemoryBound(to: Int32.self))
    p.residual_is_buffer = requantization.residual != nil ? 1 : 0
    p.stage = UInt32(stage)
    p.input_zero = UInt8(requantization.inputZeroPoint)
    p.output_bytes = output == .uint8 ? 1 : 4
    p.epilogue = keiryo_epilogue(requantization, output: output)
    let finishing = p.epilogue.adopt(finish)
    let sparse = withExtendedLifetime(packed) { p.skipZeros(zeros, kernel: kernel.pointee) }
    return KernelCall(
      keiryo_convolution_run, p,
      constants: [runs.storage, biases, multipliers] + (sparse?.storages ?? [packed]) + shifts + finishing,
      scratchBytes: p.staged != 0 ? geometry.stagedBytes(stagedBytes) : 0,
      skipsZeros: sparse != nil,
      name: "conv_u8s8__" + String(cString: kernel.pointee.name) + (sparse?.suffix ?? "") + finish.suffix)
  }

  /// `y[M,O] = x[M,I]·Wᵀ` in codes. Buffers: x, [residual], y, [scratch].
  /// - Parameter weights: int8 `[O, I]`.
  package static func quantizedGemm(
    rows: Int, depth: Int, columns: Int, weights: Tensor, bias: [Int32], requantization: Requantization,
    output: IntegerOutput = .uint8, finish: KernelFinish? = nil, zeros: ZeroSkipping = .never,
    instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    quantizedConvolution(
      ConvolutionGeometry(
        batch: 1, height: 1, width: rows, channels: depth, outputChannels: columns, kernelHeight: 1, kernelWidth: 1),
      weights: weights, bias: bias, requantization: requantization, output: output,
      finish: finish, zeros: zeros, instructionSet: instructionSet)
  }
}

/// Sums of consecutive parts of `each` codes.
func sums(_ codes: [Int8], each: Int) -> [Int] {
  stride(from: 0, to: codes.count, by: max(each, 1)).map { start in
    codes[start..<min(start + each, codes.count)].reduce(0) { $0 + Int($1) }
  }
}

extension keiryo_epilogue {
  /// Of an integer kernel: limits relative to the zero point.
  init(_ r: Requantization, output: IntegerOutput) {
    self.init()
    low = output == .float32 ? -.infinity : Float(r.low - r.outputZeroPoint)
    high = output == .float32 ? .infinity : Float(r.high - r.outputZeroPoint)
    output_zero = r.outputZeroPoint
    rounding = r.rounding.code
    residual_multiplier = r.residual?.multiplier ?? 0
    residual_zero = r.residual?.zeroPoint ?? 0
    stored = UInt32(output == .float32 ? KEIRYO_STORE_FLOAT : KEIRYO_STORE_CODES)
  }
}
