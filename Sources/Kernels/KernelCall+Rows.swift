import CKernels

/// What a reduction computes.
package enum ReductionKind: Hashable, Sendable, CaseIterable {
  case sum, mean, maximum
}

extension KernelCall {
  /// `y[r,c] = exp(x[r,c] − max x[r]) / Σ exp(…)`. Buffers: x, y (may be x).
  package static func softmax(rows: Int, columns: Int, instructionSet: InstructionSet = .detected) -> KernelCall? {
    softmax(rows: rows, columns: columns, logarithm: false, instructionSet)
  }

  /// `y[r,c] = x[r,c] − max x[r] − ln Σ exp(…)`. Buffers: x, y (may be x).
  package static func logSoftmax(rows: Int, columns: Int, instructionSet: InstructionSet = .detected) -> KernelCall? {
    softmax(rows: rows, columns: columns, logarithm: true, instructionSet)
  }

  private static func softmax(
    rows: Int, columns: Int, logarithm: Bool, _ instructionSet: InstructionSet
  ) -> KernelCall? {
    guard rows >= 0, columns >= 1 else { return nil }
    let p = keiryo_f32_softmax(
      loops: instructionSet.loops, rows: rows, columns: columns, logarithm: logarithm ? 1 : 0)
    return KernelCall(
      keiryo_f32_softmax_run, p, name: "\(logarithm ? "log_softmax" : "softmax")_f32__\(instructionSet.loopsName)")
  }

  /// Layer normalization of rows: `y = (x − mean)/√(variance + ε)·scale + bias`, the variance divided by the count.
  /// Buffers: x, scale, bias, y (may be x).
  package static func layerNormalization(
    rows: Int, columns: Int, epsilon: Float, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard rows >= 0, columns >= 1, epsilon >= 0 else { return nil }
    let p = keiryo_f32_layer_normalization(
      loops: instructionSet.loops, rows: rows, columns: columns, epsilon: epsilon)
    return KernelCall(
      keiryo_f32_layer_normalization_run, p, name: "layer_normalization_f32__\(instructionSet.loopsName)")
  }

  /// `x[outer][reduced][inner]` to `y[outer][inner]`. Buffers: x, y, [scratch].
  package static func reduce(
    kind: ReductionKind, outer: Int, reduced: Int, inner: Int, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard outer >= 0, reduced >= 1, inner >= 1 else { return nil }
    var p = keiryo_f32_reduce()
    p.loops = instructionSet.loops
    p.kind =
      switch kind {
      case .sum: UInt32(KEIRYO_SUM)
      case .mean: UInt32(KEIRYO_MEAN)
      case .maximum: UInt32(KEIRYO_REDUCED_MAXIMUM)
      }
    (p.outer, p.reduced, p.inner) = (outer, reduced, inner)
    return KernelCall(
      keiryo_f32_reduce_run, p, scratchBytes: keiryo_f32_reduce_scratch(&p),
      name: "reduce_\(kind)_f32__\(instructionSet.loopsName)")
  }
}
