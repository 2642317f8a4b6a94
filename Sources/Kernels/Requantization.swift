/// How exact int32 sums become codes:
/// `y = clamp(roundToNearestEven(float(acc)·multipliers[c] + float(r − zr)·mr) + outputZeroPoint, low, high)`,
/// every product and sum rounded to float32 on its own.
///
/// `acc = bias[c] + Σ (x − inputZeroPoint)·w`. Source: ONNX QLinearConv.
package struct Requantization: Sendable {
  package let inputZeroPoint: Int32
  /// One for each output channel, `(sx·sw[c])/sy`.
  package let multipliers: [Float]
  package let outputZeroPoint: Int32
  /// Smallest and largest code, inside 0…255.
  package let low: Int32
  package let high: Int32
  package let residual: (multiplier: Float, zeroPoint: Int32)?

  package init(
    inputZeroPoint: Int32, multipliers: [Float], outputZeroPoint: Int32, low: Int32 = 0, high: Int32 = 255,
    residual: (multiplier: Float, zeroPoint: Int32)? = nil
  ) {
    self.inputZeroPoint = inputZeroPoint
    self.multipliers = multipliers
    self.outputZeroPoint = outputZeroPoint
    self.low = low
    self.high = high
    self.residual = residual
  }

  /// Finite multipliers, as many as channels, and codes in range: the kernels do not check again.
  func isSound(channels: Int) -> Bool {
    let codes: ClosedRange<Int32> = 0...255
    return multipliers.count == channels && multipliers.allSatisfy(\.isFinite) && low <= high
      && [inputZeroPoint, outputZeroPoint, low, high].allSatisfy(codes.contains)
      && (residual?.multiplier.isFinite ?? true) && codes.contains(residual?.zeroPoint ?? 0)
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
