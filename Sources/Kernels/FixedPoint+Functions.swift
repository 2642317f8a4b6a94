/// Functions of fixed-point numbers, exactly as TFLite's integer kernels compute them. A number with `n` integer bits is a
/// raw int32 divided by 2^(31 − n).
///
/// Source: gemmlowp, `fixedpoint/fixedpoint.h`.
extension FixedPoint {
  /// `exp(a)` with no integer bits, for `a ≤ 0` with `integerBits` (4 or 5).
  ///
  /// A polynomial on [−¼, 0), then one factor `exp(−2^k)` for each bit of what is left.
  package static func exponential(_ a: Int32, integerBits: Int32) -> Int32 {
    guard a != 0 else { return .max }
    let fraction = 31 - integerBits
    let quarter = Int32(1) << (fraction - 2)
    let inQuarter = (a & (quarter - 1)) - quarter
    var result = exponentialInQuarter(shiftedLeft(inQuarter, by: integerBits))
    let rest = inQuarter &- a
    // exp(−¼), exp(−½), exp(−1) … exp(−16).
    let factors: [Int32] = [1_672_461_947, 1_302_514_674, 790_015_084, 290_630_308, 39_332_535, 720_401, 242]
    for (index, factor) in factors.enumerated() {
      let bit = fraction - 2 + Int32(index)
      if bit < 31, rest & (Int32(1) << bit) != 0 { result = product(result, factor) }
    }
    return result
  }

  /// `exp(t)` for t in [−¼, 0): the Taylor series about −⅛ to the fourth power.
  private static func exponentialInQuarter(_ t: Int32) -> Int32 {
    let atEighth: Int32 = 1_895_147_668
    let third: Int32 = 715_827_883
    let x = t &+ (1 << 28)
    let x2 = product(x, x)
    let x3 = product(x2, x)
    let x4 = product(x2, x2)
    let tail = shiftedRight(product(shiftedRight(x4, by: 2) + x3, third) + x2, by: 1)
    return atEighth &+ product(atEighth, x &+ tail)
  }

  /// `2 / (1 + x)` with two integer bits, for x in [0, 1] without: three steps of Newton's method.
  private static func doubleReciprocal(ofOnePlus x: Int32) -> Int32 {
    let half = Int32((Int64(x) + Int64(Int32.max) + 1) / 2)
    var y = 1_515_870_810 &+ product(half, -1_010_580_540)
    for _ in 0..<3 { y = y &+ shiftedLeft(product(y, (1 << 29) &- product(half, y)), by: 2) }
    return y
  }

  /// `1 / (1 + exp(−a))` without integer bits, for `a` with four.
  package static func logistic(_ a: Int32) -> Int32 {
    guard a != 0 else { return 1 << 30 }
    let positive = shiftedLeft(doubleReciprocal(ofOnePlus: exponential(a > 0 ? -a : a, integerBits: 4)), by: 1)
    return a > 0 ? positive : .max - positive
  }

  /// `tanh(a)` without integer bits, for `a` with four: `(1 − x)/(1 + x)` of `x = exp(−2|a|)`.
  package static func tanh(_ a: Int32) -> Int32 {
    guard a != 0 else { return 0 }
    let x = exponential(a > 0 ? -a : a, integerBits: 5)
    let result = shiftedLeft(doubleReciprocal(ofOnePlus: x) &- (1 << 29), by: 2)
    return a > 0 ? result : -result
  }

  /// The quotient of two rows: `1 / sum` for `sum` with twelve integer bits, as a number without any and the shift to
  /// the right that it still needs.
  package static func reciprocal(_ sum: Int32) -> (value: Int32, shift: Int32) {
    let zeros = Int32(sum.leadingZeroBitCount)
    let fraction = Int32(truncatingIfNeeded: Int64(UInt32(bitPattern: sum) << UInt32(zeros)) - (1 << 31))
    return (shiftedLeft(doubleReciprocal(ofOnePlus: fraction), by: 1), 12 - zeros)
  }
}

/// 16-bit numbers, which only hard-swish uses.
extension FixedPoint {
  /// `a·b / 2¹⁵`, rounded with ties away from 0.
  package static func product16(_ a: Int32, _ b: Int32) -> Int32 {
    if a == -32768, b == -32768 { return 32767 }
    let product = a * b
    return (product + (product >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15)
  }

  /// `x·2^exponent`, kept inside 16 bits.
  package static func shiftedLeft16(_ x: Int32, by exponent: Int32) -> Int32 {
    Int32(Int16(clamping: Int64(x) << Int64(exponent)))
  }
}
