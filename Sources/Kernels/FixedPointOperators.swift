/// Element-wise sum, difference or product of uint8 codes in integers: the definition that the kernel is held to.
///
/// Sums: `t = 2·max(sa, sb)`; both operands, times 2²⁰, are scaled by `sa/t` and `sb/t`, and their sum by
/// `t/(2²⁰·s)`. Products: `(a − za)(b − zb)` is scaled by `sa·sb/s`. int8 codes are these codes minus 128.
/// Source: TensorFlow Lite, ADD, SUB and MUL of `reference/integer_ops`.
package struct FixedPointBinary: Hashable, Sendable {
  package let operation: FixedPointOperation
  package let rounding: Rounding
  package let a: CodeScale
  package let b: CodeScale
  package let y: CodeScale
  package let low: Int32
  package let high: Int32
  let ratioA: FixedPointRatio
  let ratioB: FixedPointRatio
  let ratio: FixedPointRatio
  static let leftShift: Int32 = 20

  /// - Parameter low, high: codes that the result is kept between.
  package init?(
    _ operation: FixedPointOperation, a: CodeScale, b: CodeScale, y: CodeScale, low: Int32 = 0, high: Int32 = 255,
    rounding: Rounding = .double
  ) {
    let codes: ClosedRange<Int32> = 0...255
    let t = 2 * Double(max(a.scale, b.scale))
    guard a.isSound, b.isSound, y.isSound, low <= high, codes.contains(low), codes.contains(high),
      let ratioA = FixedPointRatio(Double(a.scale) / t), let ratioB = FixedPointRatio(Double(b.scale) / t),
      let ratio = FixedPointRatio(
        operation == .multiply ? Double(a.scale * b.scale / y.scale) : t / (0x1p20 * Double(y.scale)))
    else { return nil }
    (self.operation, self.rounding) = (operation, rounding)
    (self.a, self.b, self.y, self.low, self.high) = (a, b, y, low, high)
    (self.ratioA, self.ratioB, self.ratio) = (ratioA, ratioB, ratio)
  }

  package func reference(_ a: UInt8, _ b: UInt8) -> UInt8 {
    let (u, v) = (Int32(a) - self.a.zeroPoint, Int32(b) - self.b.zeroPoint)
    let sum: Int32
    if operation == .multiply {
      sum = u * v
    } else {
      let x = ratioA.rounded(u << Self.leftShift, rounding)
      let z = ratioB.rounded(v << Self.leftShift, rounding)
      sum = operation == .add ? x + z : x - z
    }
    return UInt8(min(max(ratio.rounded(sum, rounding) + y.zeroPoint, low), high))
  }
}

/// The mean of `count` uint8 codes in integers: `Σ (x − zx)` scaled by `sx/(s·count)`, the count divided into the
/// multiplier. Source: TensorFlow Lite, MEAN.
package struct FixedPointMean: Hashable, Sendable {
  package let count: Int
  package let rounding: Rounding
  package let x: CodeScale
  package let y: CodeScale
  package let low: Int32
  package let high: Int32
  let ratio: FixedPointRatio

  package init?(
    count: Int, x: CodeScale, y: CodeScale, low: Int32 = 0, high: Int32 = 255, rounding: Rounding = .double
  ) {
    guard (1...1 << 22).contains(count), x.isSound, y.isSound, low <= high, low >= 0, high <= 255,
      let ratio = FixedPointRatio(Double(x.scale) / Double(y.scale))
    else { return nil }
    let k = min(63 - Int32(Int64(count).leadingZeroBitCount), 32, 31 + ratio.shift)
    (self.count, self.rounding, self.x, self.y, self.low, self.high) = (count, rounding, x, y, low, high)
    self.ratio = FixedPointRatio(
      multiplier: Int32(truncatingIfNeeded: (Int64(ratio.multiplier) << Int64(k)) / Int64(count)),
      shift: ratio.shift - k)
  }

  package func reference(_ codes: [UInt8]) -> UInt8 {
    let sum = codes.reduce(Int32(0)) { $0 + Int32($1) - x.zeroPoint }
    return UInt8(min(max(ratio.rounded(sum, rounding) + y.zeroPoint, low), high))
  }
}

/// Softmax of rows of codes in integers; the result has scale 1/256 and zero point 0 (as int8: −128).
/// Source: TensorFlow Lite, SOFTMAX.
package struct FixedPointSoftmax: Hashable, Sendable {
  /// `exp` of every difference between the largest code and another, without integer bits.
  package let exponentials: [Int32]
  /// Codes farther below the largest than this give 0.
  package let limit: Int32
  /// What a sum with twelve integer bits can hold.
  static let longestRow = 4096

  /// - Parameters:
  ///   - scale: of the codes.
  ///   - beta: factor before the exponential.
  package init?(scale: Float, beta: Float = 1) {
    let real = min(Double(beta) * Double(scale) * 0x1p26, 0x1p31 - 1)
    guard scale.isFinite, scale > 0, beta > 0, real >= 1 else { return nil }
    var shift = Int32(real.exponent) + 1
    var mantissa = Int64((real.significand / 2 * 0x1p31).rounded(.toNearestOrAwayFromZero))
    if mantissa == 1 << 31 { (mantissa, shift) = (mantissa / 2, shift + 1) }
    let multiplier = Int32(mantissa)
    let limit = Int32(min((31 * 0x1p26 / Double(Int64(1) << Int64(shift))).rounded(.down), 255))
    self.limit = limit
    exponentials = (0...255).map { difference in
      guard difference <= limit else { return 0 }
      return FixedPoint.exponential(
        FixedPoint.product(-(Int32(difference) << shift), multiplier), integerBits: 5)
    }
  }

  package func reference(_ row: [UInt8]) -> [UInt8] {
    let largest = row.max() ?? 0
    let differences = row.map { Int(largest) - Int($0) }
    let sum = differences.reduce(Int32(0)) {
      $0 + ($1 <= Int(limit) ? FixedPoint.shiftedRight(exponentials[$1], by: 12) : 0)
    }
    let (factor, shift) = FixedPoint.reciprocal(sum)
    return differences.map { difference in
      guard difference <= Int(limit) else { return 0 }
      let code = FixedPoint.shiftedRight(FixedPoint.product(factor, exponentials[difference]), by: shift + 23)
      return UInt8(min(max(code, 0), 255))
    }
  }
}
