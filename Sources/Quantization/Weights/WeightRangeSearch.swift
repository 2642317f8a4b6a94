import Foundation
import Tensors

/// How the range of weights that share a scale is chosen.
package enum WeightRangeSearch: Sendable, Hashable {
  /// From the smallest to the largest.
  case minMax
  /// Of the shares 1.00, 0.99, … 0.20 of that range, the one with the least `Σ |w − ŵ|^power`.
  ///
  /// Source: IST-DASLab/gptq (power 2.4); Banner et al. 2019 (arXiv 1810.05723).
  case leastError(power: Double)

  /// The chosen part of `range` for these values.
  func range(
    of values: some Collection<Float>, within range: ClosedRange<Float>, _ scheme: QuantizationScheme
  ) -> ClosedRange<Float> {
    guard case .leastError(let power) = self else { return range }
    var best = range
    var least = Double.infinity
    for percent in stride(from: 100, through: 20, by: -1) {
      let share = Float(percent) / 100
      let candidate = range.lowerBound * share...range.upperBound * share
      let error = RoundingError(scheme, candidate, power: power)
      let sum = values.reduce(0.0) { $0 + error.of($1) }
      if sum < least { (least, best) = (sum, candidate) }
    }
    return best
  }
}

/// `|x − x̂|^power` of one value, times `clipping` where it lies outside the codes.
struct RoundingError {
  private let scale: Float
  private let zero: Float
  private let low: Float
  private let high: Float
  private let power: Double
  private let clipping: Double

  init(_ scheme: QuantizationScheme, _ range: ClosedRange<Float>, power: Double, clipping: Double = 1) {
    let parameters = scheme.parameters(for: range)
    (scale, zero) = (parameters.scale, Float(parameters.zeroPoint))
    (low, high) = (Float(scheme.codes.lowerBound), Float(scheme.codes.upperBound))
    self.power = power
    self.clipping = clipping
  }

  func of(_ value: Float) -> Double {
    let code = (value / scale).rounded(.toNearestOrEven) + zero
    let inside = min(max(code, low), high)
    let error = Double(abs((inside - zero) * scale - value))
    let size = power == 2 ? error * error : pow(error, power)
    return code == inside ? size : clipping * size
  }
}
