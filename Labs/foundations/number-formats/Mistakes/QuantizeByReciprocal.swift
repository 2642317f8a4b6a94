// check: affine-quantize, misconception: quantize-reciprocal
// Multiplies by the reciprocal of the scale.
import LabKit

// MARK: - Task 1: 16 bits

/// The IEEE 754 binary16 code nearest to `x`; ties go to the even code.
/// 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. ±∞ from 65,520 on; NaN stays NaN.
func encodeHalf(_ x: Float) -> UInt16 {
  let sign = UInt16(x.bitPattern >> 31) << 15
  let exponent = Int(x.bitPattern >> 23 & 0xFF)
  let fraction = x.bitPattern & 0x7F_FFFF
  if exponent == 0xFF { return sign | (fraction == 0 ? 0x7C00 : 0x7E00) }
  if exponent == 0 { return sign }
  return sign
    | UInt16(
      min(rounded(significand: fraction | 0x80_0000, exponent: exponent - 127, fractionBits: 10, bias: 15), 0x7C00))
}

/// The bfloat16 code nearest to `x`; ties go to the even code.
/// The upper half of a Float: 1 sign bit, 8 exponent bits, 7 fraction bits. NaN stays NaN.
func encodeBrainFloat(_ x: Float) -> UInt16 {
  let bits = x.bitPattern
  if x.isNaN { return UInt16(bits >> 16) | 0x0040 }
  let lowestKept = bits >> 16 & 1
  return UInt16((bits + 0x7FFF + lowestKept) >> 16)
}

// MARK: - Task 2: 8 bits

/// The FP8 E4M3 code nearest to `x`, saturating: 4 exponent bits (bias 7), 3 fraction bits, largest value 448.
/// There is no infinity; 0x7F and 0xFF are NaN. Too large values, ±∞ too, become ±448.
func encodeE4M3(_ x: Float) -> UInt8 {
  encodeByte(x, fractionBits: 3, bias: 7, largest: 0x7E, notANumber: 0x7F)
}

/// The FP8 E5M2 code nearest to `x`, saturating: 5 exponent bits (bias 15), 2 fraction bits, largest value 57,344.
/// Too large values, ±∞ too, become ±57,344; NaN stays NaN.
func encodeE5M2(_ x: Float) -> UInt8 {
  encodeByte(x, fractionBits: 2, bias: 15, largest: 0x7B, notANumber: 0x7F)
}

private func encodeByte(_ x: Float, fractionBits: Int, bias: Int, largest: UInt32, notANumber: UInt8) -> UInt8 {
  let sign = UInt8(x.bitPattern >> 31) << 7
  if x.isNaN { return sign | notANumber }
  if x.isInfinite { return sign | UInt8(largest) }
  let exponent = Int(x.bitPattern >> 23 & 0xFF)
  if exponent == 0 { return sign }
  let significand = x.bitPattern & 0x7F_FFFF | 0x80_0000
  let code = rounded(significand: significand, exponent: exponent - 127, fractionBits: fractionBits, bias: bias)
  return sign | UInt8(min(code, largest))
}

/// Exponent and fraction bits of `significand · 2^(exponent − 23)`, rounded to nearest even. A carry out of the
/// fraction runs into the exponent, which is right.
private func rounded(significand: UInt32, exponent: Int, fractionBits: Int, bias: Int) -> UInt32 {
  let biased = max(exponent + bias, 1)
  let dropped = 23 - fractionBits + biased - (exponent + bias)
  guard dropped < 26 else { return 0 }
  let kept = significand >> UInt32(dropped)
  let rest = significand & (1 << UInt32(dropped) - 1)
  let half: UInt32 = 1 << UInt32(dropped - 1)
  let up: UInt32 = rest > half || (rest == half && kept & 1 == 1) ? 1 : 0
  // `kept` still holds the hidden bit for normal numbers, which adds the last one to the exponent.
  return (UInt32(biased - 1) << UInt32(fractionBits)) + kept + up
}

// MARK: - Task 3: affine integers

/// Scale and zero point that map the reals `low...high` onto the codes `lowest...highest`.
///
/// The range is widened until it holds 0, and 0 must be a code exactly. `scale = (high − low) / (highest − lowest)`,
/// `zeroPoint = lowest − low / scale`, rounded to nearest even and kept inside the codes. An empty range gets scale 1.
func affineParameters(low: Float, high: Float, lowest: Int, highest: Int) -> QuantizationParameters {
  let low = min(low, 0)
  let high = max(high, 0)
  let scale = high > low ? (high - low) / Float(highest - lowest) : 1
  let zeroPoint = (Float(lowest) - low / scale).rounded(.toNearestOrEven)
  return QuantizationParameters(scale: scale, zeroPoint: Int32(min(max(zeroPoint, Float(lowest)), Float(highest))))
}

/// `clamp(roundToNearestEven(x / scale) + zeroPoint, lowest, highest)` for each value. NaN becomes the zero point.
func quantize(_ values: [Float], _ parameters: QuantizationParameters, lowest: Int, highest: Int) -> [Int32] {
  values.map { x in
    guard !x.isNaN else { return parameters.zeroPoint }
    let code = Double((x * (1 / parameters.scale)).rounded(.toNearestOrEven)) + Double(parameters.zeroPoint)
    return Int32(min(max(code, Double(lowest)), Double(highest)))
  }
}

/// `scale · (code − zeroPoint)` for each code.
func dequantize(_ codes: [Int32], _ parameters: QuantizationParameters) -> [Float] {
  codes.map { Float($0 - parameters.zeroPoint) * parameters.scale }
}

// MARK: - Task 4: measure and choose

/// Signal to quantization noise in dB: `10 · log₁₀(Σ x² / Σ (x − y)²)`; +∞ when nothing was lost.
func signalToNoise(of signal: [Float], restored: [Float]) -> Double {
  var power = 0.0
  var noise = 0.0
  for (x, y) in zip(signal, restored) {
    power += Double(x) * Double(x)
    noise += (Double(x) - Double(y)) * (Double(x) - Double(y))
  }
  return noise == 0 ? .infinity : 10 * log10(power / noise)
}

/// The index of the format with the highest SQNR whose `count` elements fit the budget; −1 when none fits.
/// Bytes are whole: `count · bits` bits need that many eighths, rounded up. The first of equals wins.
func bestFormat(count: Int, bitsPerElement: [Int], decibels: [Double], budgetBytes: Int) -> Int {
  var best = -1
  for index in bitsPerElement.indices where (count * bitsPerElement[index] + 7) / 8 <= budgetBytes {
    if best < 0 || decibels[index] > decibels[best] { best = index }
  }
  return best
}
