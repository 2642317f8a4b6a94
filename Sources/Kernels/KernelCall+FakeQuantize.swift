import CKernels
package import Tensors

/// How gradients pass a rounding to codes, whose own derivative is 0 almost everywhere.
package enum RoundingGradient: String, Hashable, Sendable, CaseIterable {
  /// As through a clamp; none for the step.
  case straightThrough
  /// The same, and one for the step (LSQ).
  case learnedStep
  /// The same, and one for the upper limit (PACT).
  case learnedLimit

  fileprivate var code: UInt32 {
    switch self {
    case .straightThrough: UInt32(KEIRYO_STRAIGHT_THROUGH)
    case .learnedStep: UInt32(KEIRYO_LEARNED_STEP)
    case .learnedLimit: UInt32(KEIRYO_LEARNED_LIMIT)
    }
  }
}

/// Elements `[outer][channels][inner]`, one step for each channel, and the codes counted from the zero point.
package struct FakeQuantization: Hashable, Sendable {
  package var outer: Int
  package var channels: Int
  package var inner: Int
  package var codes: ClosedRange<Int>
  package var gradient: RoundingGradient

  /// Steps that are learned never become smaller.
  package static let smallestStep = Float(KEIRYO_SMALLEST_STEP)

  /// - Parameters:
  ///   - axis: of the channels; `nil` for one step.
  ///   - codes: limits counted from the zero point.
  package init(shape: Shape, axis: Int?, codes: ClosedRange<Int>, gradient: RoundingGradient) {
    channels = axis.map { shape[$0] } ?? 1
    inner = axis.map { shape.strides[$0] } ?? shape.count
    outer = axis == nil ? 1 : shape.count / max(channels * inner, 1)
    self.codes = codes
    self.gradient = gradient
  }
}

extension KernelCall {
  /// `y = clamp(RNE(x / step), low, high)·step`. Buffers: x, [steps], y (may be x).
  /// - Parameter steps: positive; `nil` for a buffer, which holds upper limits instead where these are learned.
  package static func fakeQuantize(
    _ form: FakeQuantization, steps: [Float]?, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard let (p, constants) = parameters(form, steps: steps, factor: 1, instructionSet) else { return nil }
    return KernelCall(
      keiryo_f32_fake_quantize_run, p, constants: constants, name: "fake_quantize_f32__\(instructionSet.loopsName)")
  }

  /// The gradient of ``fakeQuantize(_:steps:instructionSet:)``. Buffers: x, [steps], dy, dx (may be dy), [gradient of the
  /// steps or limits], scratch; the bracketed ones when `steps` is `nil`.
  /// - Parameter factor: on the gradient of the steps or limits.
  package static func fakeQuantizeGradient(
    _ form: FakeQuantization, steps: [Float]?, factor: Float = 1, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard let (p, constants) = parameters(form, steps: steps, factor: factor, instructionSet) else { return nil }
    let scratch = withUnsafePointer(to: p) { keiryo_f32_fake_quantize_scratch($0) }
    return KernelCall(
      keiryo_f32_fake_quantize_gradient_run, p, constants: constants, scratchBytes: scratch,
      name: "fake_quantize_gradient_f32__\(instructionSet.loopsName)")
  }

  private static func parameters(
    _ form: FakeQuantization, steps: [Float]?, factor: Float, _ instructionSet: InstructionSet
  ) -> (keiryo_f32_fake_quantize, [Storage])? {
    guard min(form.outer, form.channels, form.inner) >= 1, steps == nil || steps?.count == form.channels else {
      return nil
    }
    var p = keiryo_f32_fake_quantize()
    p.loops = instructionSet.loops
    (p.outer, p.channels, p.inner) = (form.outer, form.channels, form.inner)
    (p.low, p.high) = (Float(form.codes.lowerBound), Float(form.codes.upperBound))
    p.rule = form.gradient.code
    p.factor = factor
    p.divisor = form.gradient == .learnedLimit ? p.high : 1
    guard let steps else { return (p, []) }
    let storage = Storage(copying: steps)
    p.steps = UnsafePointer(storage.floats)
    return (p, [storage])
  }
}
