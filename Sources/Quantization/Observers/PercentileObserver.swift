package import Tensors

/// Cuts the rarest values: `(1 − share)/2` of them at each end, or for symmetric codes `1 − share` of the magnitudes.
///
/// With fewer than `1/(1 − share)` values this is min–max. Source: NVIDIA TensorRT calibration practice; ONNX Runtime's
/// percentile calibrater.
package struct PercentileObserver: RangeObserver {
  package let share: Double
  private var histogram = Histogram()

  /// - Parameter share: in (0, 1], for example 0.9999.
  package init(share: Double) { self.share = min(max(share, 0.5), 1) }

  package mutating func observe(_ values: UnsafeBufferPointer<Float>) throws(TensorError) {
    try histogram.add(values)
  }

  package func range(for scheme: QuantizationScheme) -> ClosedRange<Float> {
    guard histogram.total > 0 else { return 0...0 }
    let (minimum, maximum) = (histogram.minimum, histogram.maximum)
    guard histogram.width > 0, Double(histogram.total) * (1 - share) >= 1 else { return minimum...maximum }
    if scheme.isSymmetric {
      let size = histogram.magnitudeQuantile(share)
      return max(minimum, -size)...max(min(maximum, size), max(minimum, -size))
    }
    let tail = (1 - share) / 2
    let low = histogram.quantile(tail)
    return low...max(low, histogram.quantile(1 - tail))
  }
}
