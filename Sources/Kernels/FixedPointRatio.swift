/// How an exact int32 sum becomes a code: the arithmetic that scales it, and where ties go.
package enum Rounding: String, Sendable, Hashable, CaseIterable {
  /// `float(sum)·m` in float32, ties to even. ONNX.
  case float
  /// The product with 31 bits of m, rounded, then a power of two, rounded with ties away from 0. TFLM, CMSIS-NN, and
  /// LiteRT's reference of convolutions.
  case double
  /// The 64-bit product with 31 bits of m, rounded once with ties up. TFLite built with single rounding, ruy.
  case single
  /// `double(sum)·m` in double, ties away from 0. LiteRT's reference of fully-connected layers.
  case real
}

/// A positive ratio as TFLite's integer kernels hold it: `multiplier/2³¹ · 2^shift`, multiplier in [2³⁰, 2³¹).
///
/// Source: TensorFlow Lite, `quantization_util.cc` (QuantizeMultiplier) and `common.cc` (MultiplyByQuantizedMultiplier).
package struct FixedPointRatio: Hashable, Sendable {
  package let multiplier: Int32
  /// −31…30.
  package let shift: Int32

  /// `nil` for what is not finite and positive, or 2³⁰ and above. What is below 2⁻³² becomes 0.
  package init?(_ ratio: Double) {
    guard ratio.isFinite, ratio > 0, ratio < 0x1p30 else { return nil }
    var exponent = Int(ratio.exponent) + 1
    var mantissa = Int64((ratio.significand / 2 * 0x1p31).rounded(.toNearestOrAwayFromZero))
    if mantissa == 1 << 31 {
      mantissa /= 2
      exponent += 1
    }
    (multiplier, shift) = exponent < -31 ? (0, 0) : (Int32(mantissa), Int32(exponent))
  }

  package init(multiplier: Int32, shift: Int32) { (self.multiplier, self.shift) = (multiplier, shift) }

  /// `x` times the ratio with ``Rounding/double``.
  package func doubleRounded(_ x: Int32) -> Int32 {
    FixedPoint.shiftedRight(
      FixedPoint.product(x &<< max(shift, 0), multiplier), by: max(-shift, 0))
  }

  /// `x` times the ratio with ``Rounding/single``.
  package func singleRounded(_ x: Int32) -> Int32 {
    let product = Int64(x) * Int64(multiplier) + (Int64(1) << (30 - Int64(shift)))
    return Int32(truncatingIfNeeded: product >> (31 - Int64(shift)))
  }

  /// `x` times the ratio as an operator of element-wise codes takes it.
  package func rounded(_ x: Int32, _ rounding: Rounding) -> Int32 {
    rounding == .single ? singleRounded(x) : doubleRounded(x)
  }
}

/// The operations on 32-bit fixed-point numbers that the integer kernels of TFLite are defined by.
///
/// Source: gemmlowp, `fixedpoint/fixedpoint.h`.
package enum FixedPoint {
  /// `a·b / 2³¹`, rounded with ties up; the one case that overflows gives the largest number.
  package static func product(_ a: Int32, _ b: Int32) -> Int32 {
    if a == .min, b == .min { return .max }
    return Int32(truncatingIfNeeded: (Int64(a) * Int64(b) + 1 << 30) >> 31)
  }

  /// `x / 2^exponent`, rounded with ties away from 0.
  package static func shiftedRight(_ x: Int32, by exponent: Int32) -> Int32 {
    let mask = (Int64(1) << Int64(exponent)) - 1
    let threshold = (mask >> 1) + (x < 0 ? 1 : 0)
    return (x >> exponent) + (Int64(x) & mask > threshold ? 1 : 0)
  }

  /// `x·2^exponent`, kept inside 32 bits.
  package static func shiftedLeft(_ x: Int32, by exponent: Int32) -> Int32 {
    Int32(clamping: Int64(x) << Int64(exponent))
  }
}
