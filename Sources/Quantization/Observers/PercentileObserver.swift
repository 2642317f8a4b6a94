package import Tensors

/// Cuts the rarest values at both ends: `(1 − share)/2` of them each, over a histogram of 2,048 bins.
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

  package var range: ClosedRange<Float> {
    guard histogram.total > 0 else { return 0...0 }
    guard Double(histogram.total) * (1 - share) >= 1 else { return histogram.minimum...histogram.maximum }
    let tail = (1 - share) / 2
    let low = histogram.quantile(tail)
    return low...max(low, histogram.quantile(1 - tail))
  }
}
