package import Graphs
package import Kernels
package import Tensors

/// A function of one 8-bit code that TFLite's kernels define in integers. It runs as a table of 256 codes.
///
/// Source: TensorFlow Lite, `reference/integer_ops`: LOGISTIC, TANH, HARD_SWISH, LEAKY_RELU and QUANTIZE of codes.
package enum FixedPointFunction: Hashable, Sendable {
  case logistic, tanh, hardSwish
  case leakyRelu(alpha: Float)
  /// The same reals with another scale or zero point.
  case requantize
}

/// 8-bit codes and what they stand for.
package struct CodeType: Hashable, Sendable {
  package let element: ElementType
  package let parameters: QuantizationParameters

  package init(_ element: ElementType, _ parameters: QuantizationParameters) {
    self.element = element
    self.parameters = parameters
  }
}

extension CodeTable {
  /// The codes of a function by its integer definition; `nil` for codes that are not 8-bit, or a scale that it does not
  /// take.
  package init?(_ function: FixedPointFunction, from x: CodeType, to y: CodeType, rounding: Rounding = .double) {
    guard [x, y].allSatisfy({ [.uint8, .int8].contains($0.element) && $0.parameters.isPerTensor }),
      let range = y.element.integerRange,
      let map = function.map(from: x.parameters.scale, to: y.parameters.scale, rounding)
    else { return nil }
    let codes = (0...255).map { byte -> UInt8 in
      let code = x.element == .int8 ? Int32(Int8(truncatingIfNeeded: byte)) : Int32(byte)
      let result = Int64(map(code - x.parameters.zeroPoint)) + Int64(y.parameters.zeroPoint)
      return UInt8(truncatingIfNeeded: min(max(result, Int64(range.lowerBound)), Int64(range.upperBound)))
    }
    self.init(codes, element: y.element, parameters: y.parameters)
  }
}

extension FixedPointFunction {
  /// From a code without its zero point to one without.
  fileprivate func map(from scale: Float, to result: Float, _ rounding: Rounding) -> ((Int32) -> Int32)? {
    switch self {
    case .logistic: saturating(scale, { FixedPoint.shiftedRight(FixedPoint.logistic($0), by: 23) }, rounding)
    case .tanh: saturating(scale, { FixedPoint.shiftedRight(FixedPoint.tanh($0), by: 24) }, rounding)
    case .hardSwish: hardSwish(scale, result)
    case .leakyRelu(let alpha):
      FixedPointRatio(Double(scale / result)).flatMap { above in
        FixedPointRatio(Double(scale * alpha / result)).map { below in
          { x in (x >= 0 ? above : below).rounded(x, rounding) }
        }
      }
    case .requantize:
      FixedPointRatio(Double(scale) / Double(result)).map { ratio in { ratio.rounded($0, rounding) } }
    }
  }

  /// A function of numbers with four integer bits; what lies outside them gives the ends of the range.
  private func saturating(
    _ scale: Float, _ function: @escaping (Int32) -> Int32, _ rounding: Rounding
  ) -> ((Int32) -> Int32)? {
    guard let ratio = FixedPointRatio(Double(scale) * 0x1p27) else { return nil }
    let radius = Int64((15 * 0x1p27 / Double(sign: .plus, exponent: Int(ratio.shift), significand: 1)).rounded(.down))
    return { x in
      if Int64(x) <= -radius { return -1024 }
      return Int64(x) >= radius ? 1024 : function(ratio.rounded(x, rounding))
    }
  }

  /// Input times 2⁷ on 16 bits; `relu6(x + 3)/6` as a number from 0 to 1 with 15 bits.
  private func hardSwish(_ scale: Float, _ result: Float) -> ((Int32) -> Int32)? {
    let fine = scale / 128
    guard let output = FixedPointRatio(Double(fine / result)), let gate = FixedPointRatio(Double(fine / (3 / 32768))),
      output.shift <= 0
    else { return nil }
    func narrow(_ m: Int32) -> Int32 { m >= .max - (1 << 15) ? 32767 : (m + (1 << 15)) >> 16 }
    let (outputWord, gateWord, shift) = (narrow(output.multiplier), narrow(gate.multiplier), gate.shift)
    return { x in
      let wide = x << 7
      var open = wide
      if shift > 0 { open = FixedPoint.shiftedLeft16(open, by: shift - 1) }
      open = FixedPoint.product16(open, gateWord)
      if shift > 0 { open = FixedPoint.shiftedLeft16(open, by: 1) }
      if shift < 0 { open = FixedPoint.shiftedRight(open, by: -shift) }
      open = (open + (1 << 15)) >> 1
      let product = open * FixedPoint.product16(wide, outputWord) / (1 << 15)
      return FixedPoint.shiftedRight(product, by: -output.shift)
    }
  }
}
