import CKernels

extension KernelCall {
  /// Channels normalized by their own mean and variance over all rows, the variance divided by the number of rows:
  /// `y = clamp((x − mean)/√(variance + ε)·scale + bias)`. Buffers: x, scale, bias, y (may be x), mean, variance, scratch.
  package static func batchNormalization(
    rows: Int, channels: Int, epsilon: Float, clamp: ClosedRange<Float>? = nil,
    instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard var p = keiryo_f32_batch_normalization(rows, channels, epsilon, instructionSet) else { return nil }
    (p.low, p.high) = (clamp?.lowerBound ?? -.infinity, clamp?.upperBound ?? .infinity)
    return KernelCall(
      keiryo_f32_batch_normalization_run, p, scratchBytes: keiryo_f32_batch_normalization_scratch(&p),
      name: "batch_normalization_f32__\(instructionSet.loopsName)")
  }

  /// Gradients of ``batchNormalization(rows:channels:epsilon:clamp:instructionSet:)``, unclamped.
  /// Buffers: x, scale, mean, variance, dy, dx (may be dy), dscale, dbias, scratch.
  package static func batchNormalizationGradient(
    rows: Int, channels: Int, epsilon: Float, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard var p = keiryo_f32_batch_normalization(rows, channels, epsilon, instructionSet) else { return nil }
    return KernelCall(
      keiryo_f32_batch_normalization_gradient_run, p, scratchBytes: keiryo_f32_batch_normalization_scratch(&p),
      name: "batch_normalization_gradient_f32__\(instructionSet.loopsName)")
  }
}

extension keiryo_f32_batch_normalization {
  fileprivate init?(_ rows: Int, _ channels: Int, _ epsilon: Float, _ instructionSet: InstructionSet) {
    guard rows >= 1, channels >= 1, channels <= 1 << 24, epsilon >= 0 else { return nil }
    self.init(
      loops: instructionSet.loops, rows: rows, channels: channels, epsilon: epsilon, low: -.infinity, high: .infinity)
  }
}
