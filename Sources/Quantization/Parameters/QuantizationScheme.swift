package import Tensors

/// How reals become codes: the integers, whether 0 lies in their middle, and what shares a scale.
package struct QuantizationScheme: Sendable, Hashable {
  package var element: CodeElement
  /// Zero point 0 (128 for unsigned codes), and as many codes below it as above.
  package var isSymmetric: Bool
  /// For weights. Activations have one scale: one for each input channel could not be pulled out of a sum over them.
  package var granularity: Granularity
  /// One bit less: −64…64 or 0…127. On x86 processors without VNNI some engines add two products of codes in 16 bits;
  /// 2·255·127 does not fit there, 2·255·64 does.
  package var reducesRange: Bool

  package init(
    _ element: CodeElement, isSymmetric: Bool, granularity: Granularity = .perTensor, reducesRange: Bool = false
  ) {
    self.element = element
    self.isSymmetric = isSymmetric
    self.granularity = granularity
    self.reducesRange = reducesRange
  }

  /// Symmetric int8 weights.
  package static func weights(
    _ element: CodeElement = .int8, _ granularity: Granularity = .perChannel
  ) -> QuantizationScheme {
    QuantizationScheme(element, isSymmetric: true, granularity: granularity)
  }

  /// uint8 with a zero point, the usual form of activations.
  package static let activations = QuantizationScheme(.uint8, isSymmetric: false)

  /// The code of real 0 where the codes are symmetric.
  package var middle: Int { element == .uint8 ? (reducesRange ? 64 : 128) : 0 }

  /// The codes in use. Symmetric ones leave out the lowest of their type (int8: −127…127): one convention everywhere.
  package var codes: ClosedRange<Int> {
    if reducesRange, element == .uint8 { return isSymmetric ? 1...127 : 0...127 }
    if reducesRange, element == .int8 { return -64...64 }
    let range = element.range
    return isSymmetric ? range.lowerBound + 1...range.upperBound : range
  }

  /// Scale and zero point for reals of a range; the range is first widened to hold 0, so that real 0 has an exact code.
  ///
  /// Symmetric: `s = max|x| / (codes.upperBound − middle)`. Otherwise ``AffineParameters/asymmetric(_:codes:)``. A range
  /// without extent gives scale 1.
  package func parameters(for range: ClosedRange<Float>) -> QuantizationParameters {
    guard isSymmetric else { return AffineParameters.asymmetric(range, codes: codes) }
    let maximum = max(abs(range.lowerBound), abs(range.upperBound))
    let scale = maximum / Float(codes.upperBound - middle)
    return QuantizationParameters(
      scale: scale >= Float.leastNormalMagnitude ? scale : 1, zeroPoint: Int32(middle))
  }
}
