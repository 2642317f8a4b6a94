package import Tensors

/// Range → scale and zero point.
package enum AffineParameters {
  /// Asymmetric parameters: `s = (max − min)/(qmax − qmin)`, `z = clamp(round(qmin − min/s))`.
  ///
  /// The range is first widened to hold 0, so that real 0 has an exact code (padding and ReLU rely on it). A range
  /// without extent gives scale 1, zero point 0 brought into the code range.
  /// - Parameters:
  ///   - range: finite ends.
  ///   - codes: qmin and qmax, at most 16 bits.
  /// - Source: Jacob et al. 2018 (arXiv 1712.05877).
  package static func asymmetric(_ range: ClosedRange<Float>, codes: ClosedRange<Int>) -> QuantizationParameters {
    let low = Double(min(range.lowerBound, 0))
    let high = Double(max(range.upperBound, 0))
    let scale = Float((high - low) / Double(codes.upperBound - codes.lowerBound))
    guard scale >= Float.leastNormalMagnitude else {
      return QuantizationParameters(scale: 1, zeroPoint: Int32(min(max(0, codes.lowerBound), codes.upperBound)))
    }
    let zero = (Double(codes.lowerBound) - low / Double(scale)).rounded(.toNearestOrEven)
    let clamped = min(max(zero, Double(codes.lowerBound)), Double(codes.upperBound))
    return QuantizationParameters(scale: scale, zeroPoint: Int32(clamped))
  }

  /// ``asymmetric(_:codes:)`` with all codes of an integer type.
  package static func asymmetric(_ range: ClosedRange<Float>, element: ElementType) -> QuantizationParameters {
    asymmetric(range, codes: element.integerRange ?? 0...255)
  }
}
