import LabKit

// The same tasks by arithmetic on values: scale into the grid of the format, round with the language's own rule, and
// build the code from the integers that come out.

private func gridCode(_ x: Float, fractionBits: Int, bias: Int) -> Int {
  let magnitude = Double(x.magnitude)
  let exponent = max(magnitude == 0 ? 1 - bias : Int(magnitude.exponent), 1 - bias)
  let steps = (magnitude * Double(sign: .plus, exponent: fractionBits - exponent, significand: 1)).rounded(
    .toNearestOrEven)
  return Int(steps) + (exponent + bias - 1) * (1 << fractionBits)
}

func encodeHalf(_ x: Float) -> UInt16 {
  let sign: UInt16 = x.sign == .minus ? 0x8000 : 0
  guard !x.isNaN else { return sign + 0x7E01 }
  guard x.magnitude < 65_520 else { return sign + 0x7C00 }
  return sign + UInt16(gridCode(x, fractionBits: 10, bias: 15))
}

func encodeBrainFloat(_ x: Float) -> UInt16 {
  let sign: UInt16 = x.sign == .minus ? 0x8000 : 0
  guard !x.isNaN else { return sign + 0x7FFF }
  guard !x.isInfinite else { return sign + 0x7F80 }
  return sign + UInt16(gridCode(x, fractionBits: 7, bias: 127))
}

func encodeE4M3(_ x: Float) -> UInt8 {
  let sign: UInt8 = x.sign == .minus ? 0x80 : 0
  guard !x.isNaN else { return 0x7F }
  return sign + UInt8(gridCode(min(x.magnitude, 448), fractionBits: 3, bias: 7))
}

func encodeE5M2(_ x: Float) -> UInt8 {
  let sign: UInt8 = x.sign == .minus ? 0x80 : 0
  guard !x.isNaN else { return 0x7E }
  return sign + UInt8(gridCode(min(x.magnitude, 57_344), fractionBits: 2, bias: 15))
}

func affineParameters(low: Float, high: Float, lowest: Int, highest: Int) -> QuantizationParameters {
  let range = (Double(min(low, 0)), Double(max(high, 0)))
  guard range.0 < range.1 else { return QuantizationParameters(scale: 1, zeroPoint: Int32(highest)) }
  let scale = (range.1 - range.0) / Double(highest - lowest)
  let zero = (Double(highest) - range.1 / scale).rounded(.toNearestOrEven)
  return QuantizationParameters(scale: Float(scale), zeroPoint: Int32(zero))
}

func quantize(_ values: [Float], _ parameters: QuantizationParameters, lowest: Int, highest: Int) -> [Int32] {
  var codes: [Int32] = []
  for value in values {
    let ratio = value / parameters.scale
    if ratio.isNaN {
      codes.append(parameters.zeroPoint)
    } else if ratio > 100_000 {
      codes.append(Int32(highest))
    } else if ratio < -100_000 {
      codes.append(Int32(lowest))
    } else {
      codes.append(
        min(max(Int32(ratio.rounded(.toNearestOrEven)) + parameters.zeroPoint, Int32(lowest)), Int32(highest)))
    }
  }
  return codes
}

func dequantize(_ codes: [Int32], _ parameters: QuantizationParameters) -> [Float] {
  codes.map { parameters.scale * Float($0 - parameters.zeroPoint) }
}

func signalToNoise(of signal: [Float], restored: [Float]) -> Double {
  let noise = zip(signal, restored).map { Double($0) - Double($1) }.map { $0 * $0 }.reduce(0, +)
  let power = signal.map { Double($0) * Double($0) }.reduce(0, +)
  return noise > 0 ? 10 * (log10(power) - log10(noise)) : .infinity
}

func bestFormat(count: Int, bitsPerElement: [Int], decibels: [Double], budgetBytes: Int) -> Int {
  let fitting = bitsPerElement.indices.filter { count * bitsPerElement[$0] <= budgetBytes * 8 }
  return fitting.reduce(-1) { best, index in best >= 0 && decibels[best] >= decibels[index] ? best : index }
}
