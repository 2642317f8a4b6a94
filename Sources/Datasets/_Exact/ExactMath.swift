/// Functions made of additions, multiplications, divisions and square roots of Double alone.
///
/// IEEE 754 rounds each of these in one way only, so that every machine gets the same bits. The functions of libm differ
/// in the last bit from system to system; data made with them would, too.
package enum ExactMath {
  package static let pi = 3.141_592_653_589_793

  /// sin(2π·x), within 2⁻⁵¹.
  package static func sine(turns x: Double) -> Double {
    let turn = x - x.rounded(.down)
    // Eighths of a turn: each is a sine or a cosine of at most π/4.
    let eighth = turn * 8
    return switch eighth {
    case ..<1: shortSine(turn)
    case ..<3: shortCosine(turn - 0.25)
    case ..<5: -shortSine(turn - 0.5)
    case ..<7: -shortCosine(turn - 0.75)
    default: shortSine(turn - 1)
    }
  }

  /// cos(2π·x).
  package static func cosine(turns x: Double) -> Double { sine(turns: x + 0.25) }

  /// log₂ x of a positive normal number, within 2⁻⁵⁰ of the larger of 1 and the result.
  package static func log2(_ x: Double) -> Double {
    var (significand, exponent) = (x.significand, Double(x.exponent))
    if significand > 1.414_213_562_373_095_1 { (significand, exponent) = (significand / 2, exponent + 1) }
    // ln m = 2·artanh((m − 1)/(m + 1)).
    let s = (significand - 1) / (significand + 1)
    var sum = 0.0
    for k in stride(from: 23, through: 1, by: -2) { sum = sum * (s * s) + 1 / Double(k) }
    return exponent + 2 * s * sum / ln2
  }

  /// 2ˣ for −1000 ≤ x ≤ 1000, within a relative 2⁻⁵⁰.
  package static func exp2(_ x: Double) -> Double {
    let x = min(max(x, -1000), 1000)
    let whole = x.rounded(.toNearestOrEven)
    let y = (x - whole) * ln2
    var sum = 1.0
    for k in stride(from: 16, through: 1, by: -1) { sum = 1 + sum * y / Double(k) }
    return Double(sign: .plus, exponent: Int(whole), significand: sum)
  }

  private static let ln2 = 0.693_147_180_559_945_3

  /// sin(2π·x) for |x| ≤ 1/8 by its Taylor series.
  private static func shortSine(_ x: Double) -> Double {
    let y = 2 * pi * x
    var sum = 1.0
    for k in stride(from: 18, through: 2, by: -2) { sum = 1 - sum * (y * y) / Double(k * (k + 1)) }
    return y * sum
  }

  /// cos(2π·x) for |x| ≤ 1/8.
  private static func shortCosine(_ x: Double) -> Double {
    let y = 2 * pi * x
    var sum = 1.0
    for k in stride(from: 17, through: 1, by: -2) { sum = 1 - sum * (y * y) / Double(k * (k + 1)) }
    return sum
  }
}
