import JudgeKit

/// The true encodings and the known wrong ones. Truth comes from tables of exact values or from the hardware's own
/// conversion, never from shifting bits the way a solution does.
enum Encodings {
  static var half: Inquiry<Float, UInt16> {
    inquiry(
      "encodeHalf", truth: { Float16($0).bitPattern }, isNaN: { $0 & 0x7FFF > 0x7C00 },
      variants: [
        Variant(
          "half-truncation", ja: "下位ビットを切り捨てた結果と一致します。レッスンの「最近接偶数への丸め」を見てください。",
          en: "It equals cutting the low bits off. See “Round to nearest even” in the lesson."
        ) { halfTruncated($0) },
        Variant(
          "half-ties-up", ja: "ちょうど中間の値をいつも大きい側へ丸めた結果と一致します。中間の値は偶数のコードへ丸めます。",
          en: "It equals rounding every tie away from zero. A tie goes to the even code."
        ) { halfTiesAway($0) },
        Variant(
          "half-flush", ja: "非正規化数を 0 にした結果と一致します。fp16 は 2⁻²⁴ まで表せます。",
          en: "It equals replacing subnormals by zero. fp16 reaches down to 2⁻²⁴."
        ) { Float16($0).isSubnormal ? Float16($0).bitPattern & 0x8000 : Float16($0).bitPattern },
      ])
  }

  static var brainFloat: Inquiry<Float, UInt16> {
    inquiry(
      "encodeBrainFloat", truth: brainFloatCode, isNaN: { $0 & 0x7FFF > 0x7F80 },
      variants: [
        Variant(
          "bfloat-truncation", ja: "上位16ビットを切り出しただけの結果と一致します。丸めがなく、誤差が片側に寄ります。",
          en: "It equals taking the upper 16 bits. Without rounding the error leans to one side."
        ) { UInt16($0.bitPattern >> 16) },
        Variant(
          "bfloat-nan-overflow", ja: "NaN にも丸めの足し算をした結果と一致します。桁上がりが符号まで届き、NaN が 0 や無限大に変わります。",
          en:
            "It equals adding the rounding term to NaN too. The carry reaches the sign, and NaN turns into zero or infinity."
        ) { UInt16(truncatingIfNeeded: ($0.bitPattern &+ 0x7FFF &+ ($0.bitPattern >> 16 & 1)) >> 16) },
      ])
  }

  static var e4m3: Inquiry<Float, UInt8> {
    inquiry(
      "encodeE4M3", truth: { nearest($0, e4m3Values, notANumber: 0x7F) }, isNaN: { $0 & 0x7F == 0x7F },
      variants: [
        Variant(
          "e4m3-ieee-range", ja: "最大値を 240 とした結果と一致します。E4M3 は最上位の指数も数に使い、448 まで表せます。",
          en: "It equals a largest value of 240. E4M3 uses the top exponent for numbers too and reaches 448."
        ) { nearest($0, e4m3Values.filter { $0.value <= 240 }, notANumber: 0x7F) }
      ])
  }

  static var e5m2: Inquiry<Float, UInt8> {
    inquiry(
      "encodeE5M2", truth: { nearest($0, e5m2Values, notANumber: 0x7F) }, isNaN: { $0 & 0x7F > 0x7C },
      variants: [
        Variant(
          "e5m2-infinity", ja: "あふれた値を無限大にした結果と一致します。この課題は飽和モードなので ±57,344 に留めます。",
          en: "It equals turning overflow into infinity. This task saturates: stay at ±57,344."
        ) { x in
          let sign = UInt8(x.bitPattern >> 31) << 7
          return x.magnitude >= 61_440 ? sign | 0x7C : nearest(x, e5m2Values, notANumber: 0x7F)
        }
      ])
  }

  /// Non-negative codes with their exact values, ascending.
  static let e4m3Values = (UInt8(0)...0x7E).map { ($0, byteValue($0, fractionBits: 3, bias: 7)) }.map {
    (code: $0, value: $1)
  }
  static let e5m2Values = (UInt8(0)...0x7B).map { ($0, byteValue($0, fractionBits: 2, bias: 15)) }.map {
    (code: $0, value: $1)
  }

  static func byteValue(_ code: UInt8, fractionBits: Int, bias: Int) -> Double {
    let exponent = Int(code & 0x7F) >> fractionBits
    let fraction = Double(Int(code) & ((1 << fractionBits) - 1)) / Double(1 << fractionBits)
    let magnitude =
      exponent == 0
      ? Double(sign: .plus, exponent: 1 - bias, significand: fraction)
      : Double(sign: .plus, exponent: exponent - bias, significand: 1 + fraction)
    return code & 0x80 == 0 ? magnitude : -magnitude
  }

  /// The code whose value is nearest; of two equally near ones the even code.
  private static func nearest(_ x: Float, _ values: [(code: UInt8, value: Double)], notANumber: UInt8) -> UInt8 {
    let sign = UInt8(x.bitPattern >> 31) << 7
    if x.isNaN { return sign | notANumber }
    let magnitude = Double(x.magnitude)
    // First index whose value is not below the magnitude.
    var low = 0
    var high = values.count - 1
    while low < high {
      let middle = (low + high) / 2
      if values[middle].value < magnitude { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return sign | values[0].code }
    let (below, above) = (magnitude - values[low - 1].value, values[low].value - magnitude)
    let takesUpper = above < below || (above == below && values[low].code & 1 == 0)
    return sign | (takesUpper ? values[low] : values[low - 1]).code
  }

  private static func brainFloatCode(_ x: Float) -> UInt16 {
    if x.isNaN { return 0x7FC0 }
    let lower = Double(Float(bitPattern: x.bitPattern & 0xFFFF_0000))
    let code = UInt16(x.bitPattern >> 16)
    if x.isInfinite || Double(x) == lower { return code }
    // The next code away from zero; beyond the largest finite value it would be 2^128.
    let next = Float(bitPattern: UInt32(code + 1) << 16)
    let upper = next.isInfinite ? Double(sign: x.sign, exponent: 128, significand: 1) : Double(next)
    let (down, up) = ((Double(x) - lower).magnitude, (upper - Double(x)).magnitude)
    return up < down || (up == down && code & 1 == 1) ? code + 1 : code
  }

  private static func halfTruncated(_ x: Float) -> UInt16 {
    let nearest = Float16(x)
    guard nearest.isFinite, Float(nearest).magnitude > x.magnitude else {
      return nearest.isInfinite && x.isFinite
        ? Float16.greatestFiniteMagnitude.bitPattern | (nearest.bitPattern & 0x8000) : nearest.bitPattern
    }
    return nearest.bitPattern - 1
  }

  private static func halfTiesAway(_ x: Float) -> UInt16 {
    let truncated = Float16(bitPattern: halfTruncated(x))
    guard truncated.isFinite, Float(truncated) != x, !x.isNaN else { return Float16(x).bitPattern }
    let upper = Float16(bitPattern: truncated.bitPattern + 1)
    let next = upper.isInfinite ? 65_536 : Double(upper).magnitude
    let middle = (Double(truncated).magnitude + next) / 2
    return Double(x).magnitude >= middle ? upper.bitPattern : truncated.bitPattern
  }

  private static func inquiry<Code: WireNumber & FixedWidthInteger>(
    _ name: String, truth: @escaping (Float) -> Code, isNaN: @escaping (Code) -> Bool, variants: [Variant<Float, Code>]
  ) -> Inquiry<Float, Code> {
    Inquiry(
      ask: { trial, values throws(CheckFailure) in try trial.call(name, values) }, truth: truth,
      same: { $0 == $1 },
      // Any NaN code will do: formats differ in how much of the payload they keep.
      accepts: { x, expected, returned in x.isNaN ? isNaN(returned) : expected == returned },
      describe: { "\(name)(\($0.isNaN ? "Float(bitPattern: 0x\(hex($0.bitPattern)))" : "\($0)"))" },
      show: { "0x" + hex($0) }, size: { Double($0.magnitude.isNaN ? .infinity : $0.magnitude) }, variants: variants)
  }

  private static func hex(_ code: some FixedWidthInteger) -> String {
    let digits = String(code, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(code.bitWidth / 4 - digits.count, 0)) + digits
  }
}
