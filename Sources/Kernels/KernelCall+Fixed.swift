import CKernels

/// What an operator of two tensors of codes does in fixed point.
package enum FixedPointOperation: Hashable, Sendable, CaseIterable {
  case add, subtract, multiply
}

/// Scale and zero point of uint8 codes.
package struct CodeScale: Hashable, Sendable {
  package let scale: Float
  package let zeroPoint: Int32

  package init(scale: Float, zeroPoint: Int32) { (self.scale, self.zeroPoint) = (scale, zeroPoint) }

  var isSound: Bool { scale.isFinite && scale > 0 && (0...255).contains(zeroPoint) }
}

extension KernelCall {
  /// Sum, difference or product of uint8 codes in TFLite's integer arithmetic; see ``FixedPointBinary``, the definition.
  /// Buffers: a, b, y (may be a or b).
  package static func fixedPointBinary(
    _ definition: FixedPointBinary, count: Int, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard count >= 0 else { return nil }
    let d = definition
    var p = keiryo_fixed_binary()
    p.loops = instructionSet.loops
    p.count = count
    p.operation =
      switch d.operation {
      case .add: UInt32(KEIRYO_FIXED_ADD)
      case .subtract: UInt32(KEIRYO_FIXED_SUBTRACT)
      case .multiply: UInt32(KEIRYO_FIXED_MULTIPLY)
      }
    p.is_single = d.rounding == .single ? 1 : 0
    (p.a_zero, p.b_zero, p.zero) = (d.a.zeroPoint, d.b.zeroPoint, d.y.zeroPoint)
    (p.low, p.high) = (d.low - d.y.zeroPoint, d.high - d.y.zeroPoint)
    p.left_shift = FixedPointBinary.leftShift
    (p.a, p.b, p.y) = (keiryo_ratio(d.ratioA), keiryo_ratio(d.ratioB), keiryo_ratio(d.ratio))
    return KernelCall(
      keiryo_fixed_binary_run, p, name: "fixed_\(d.operation)__\(instructionSet.loopsName)")
  }

  /// Means of uint8 codes `x[outer][reduced][inner]` over the middle; see ``FixedPointMean``, the definition.
  /// Buffers: x, y, scratch.
  package static func fixedPointMean(
    _ definition: FixedPointMean, outer: Int, inner: Int, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard outer >= 0, inner >= 1 else { return nil }
    let d = definition
    var p = keiryo_fixed_mean()
    p.loops = instructionSet.loops
    (p.outer, p.reduced, p.inner) = (outer, d.count, inner)
    p.scale = keiryo_fixed_scale(
      ratio: keiryo_ratio(d.ratio), is_single: d.rounding == .single ? 1 : 0,
      offset: d.x.zeroPoint * Int32(d.count), zero: d.y.zeroPoint, low: d.low - d.y.zeroPoint,
      high: d.high - d.y.zeroPoint)
    return KernelCall(
      keiryo_fixed_mean_run, p, scratchBytes: aligned(inner * 4), name: "fixed_mean__\(instructionSet.loopsName)")
  }

  /// Probabilities of rows of uint8 codes, as codes of scale 1/256 and zero point 0; see ``FixedPointSoftmax``, the
  /// definition. Buffers: x, y (may be x).
  package static func fixedPointSoftmax(_ definition: FixedPointSoftmax, rows: Int, columns: Int) -> KernelCall? {
    guard rows >= 0, (1...FixedPointSoftmax.longestRow).contains(columns) else { return nil }
    var p = keiryo_fixed_softmax()
    (p.rows, p.columns, p.limit) = (rows, columns, definition.limit)
    withUnsafeMutableBytes(of: &p.exponentials) { target in
      definition.exponentials.withUnsafeBytes { target.copyMemory(from: $0) }
    }
    return KernelCall(keiryo_fixed_softmax_run, p, name: "fixed_softmax__scalar")
  }
}

extension keiryo_ratio {
  fileprivate init(_ ratio: FixedPointRatio) { self.init(multiplier: ratio.multiplier, shift: ratio.shift) }
}
