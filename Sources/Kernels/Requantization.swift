import CKernels

/// How exact int32 sums become codes:
/// `y = clamp(roundToNearestEven(float(acc)·multipliers[c] + float(r − zr)·mr) + outputZeroPoint, low, high)`,
/// every product and sum rounded to float32 on its own.
///
/// `acc = bias[c] + Σ (x − inputZeroPoint)·w`. Source: ONNX QLinearConv. With another ``rounding`` than float, without a
/// residual: `y = clamp(acc·ratios[c] + outputZeroPoint, low, high)`, rounded as that says. Source: TFLite.
package struct Requantization: Sendable {
  package let inputZeroPoint: Int32
  /// One for each output channel, `(sx·sw[c])/sy`.
  package let multipliers: [Float]
  package let outputZeroPoint: Int32
  /// Smallest and largest code, inside 0…255.
  package let low: Int32
  package let high: Int32
  package let residual: (multiplier: Float, zeroPoint: Int32)?
  package let rounding: Rounding
  /// One for each output channel, `sx·sw[c]/sy` in double; empty for ``Rounding/float``.
  package let ratios: [Double]

  package init(
    inputZeroPoint: Int32, multipliers: [Float], outputZeroPoint: Int32, low: Int32 = 0, high: Int32 = 255,
    residual: (multiplier: Float, zeroPoint: Int32)? = nil, rounding: Rounding = .float, ratios: [Double] = []
  ) {
    self.inputZeroPoint = inputZeroPoint
    self.multipliers = multipliers
    self.outputZeroPoint = outputZeroPoint
    self.low = low
    self.high = high
    self.residual = residual
    self.rounding = rounding
    self.ratios = ratios
  }

  /// Finite multipliers, as many as channels, and codes in range: the kernels do not check again.
  func isSound(channels: Int) -> Bool {
    let codes: ClosedRange<Int32> = 0...255
    return multipliers.count == channels && multipliers.allSatisfy(\.isFinite) && low <= high
      && [inputZeroPoint, outputZeroPoint, low, high].allSatisfy(codes.contains)
      && (rounding == .float || (ratios.count == channels && residual == nil))
      && (residual?.multiplier.isFinite ?? true) && codes.contains(residual?.zeroPoint ?? 0)
  }

  /// True when no sum of `depth` products of codes and a bias leaves 32 bits. A channel whose weights are almost 0 has a
  /// tiny scale and a bias of up to 2³⁰.
  static func sumsFit(_ bias: [Int32], depth: Int) -> Bool {
    depth <= 60_000 && bias.allSatisfy { Int($0.magnitude) + depth * 255 * 128 <= Int(Int32.max) }
  }

  /// `bias[c] − inputZeroPoint·Σ w[c]`, so that the sums can use raw codes; `nil` on overflow of 32 bits.
  func foldedBias(_ bias: [Int32], weightSums: [Int], shift: Int = 0) -> [Int32]? {
    var folded: [Int32] = []
    for (b, sum) in zip(bias, weightSums) {
      guard let value = Int32(exactly: Int(b) - (Int(inputZeroPoint) - shift) * sum) else { return nil }
      folded.append(value)
    }
    return folded
  }
}

/// The two numbers for each channel that the kernels read, see `KEIRYO_ROUND_*`.
struct RequantizationWords {
  let multipliers: [Float]
  /// Empty when the rounding has no second number.
  let shifts: [Int32]

  /// `nil` when a ratio has no such form.
  init?(_ r: Requantization) {
    switch r.rounding {
    case .float: (multipliers, shifts) = (r.multipliers, [])
    case .double, .single:
      var words: [FixedPointRatio] = []
      for ratio in r.ratios {
        guard let word = FixedPointRatio(ratio) else { return nil }
        words.append(word)
      }
      multipliers = words.map { Float(bitPattern: UInt32(bitPattern: $0.multiplier)) }
      shifts = words.map(\.shift)
    case .real:
      guard r.ratios.allSatisfy(\.isFinite) else { return nil }
      multipliers = r.ratios.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0.bitPattern)) }
      shifts = r.ratios.map { Int32(truncatingIfNeeded: $0.bitPattern >> 32) }
    }
  }
}

extension Rounding {
  var code: UInt32 {
    switch self {
    case .float: UInt32(KEIRYO_ROUND_FLOAT)
    case .double: UInt32(KEIRYO_ROUND_DOUBLE)
    case .single: UInt32(KEIRYO_ROUND_SINGLE)
    case .real: UInt32(KEIRYO_ROUND_REAL)
    }
  }
}
