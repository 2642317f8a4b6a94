package import Tensors

/// Shrinks the observed range to where 8-bit codes make the least squared error: clipping a few large values buys
/// resolution for the others.
///
/// Tries the factors 1.00, 0.99, … 0.20 on both ends together, over a histogram of 2,048 bins.
/// Source: AIMET's enhanced encoding analyzer; BRECQ's range search.
package struct MeanSquaredErrorObserver: RangeObserver {
  private var histogram = Histogram()

  package init() {}

  package mutating func observe(_ values: UnsafeBufferPointer<Float>) throws(TensorError) {
    try histogram.add(values)
  }

  package var range: ClosedRange<Float> {
    guard histogram.total > 0 else { return 0...0 }
    var best: (error: Double, range: ClosedRange<Float>)?
    for percent in stride(from: 100, through: 20, by: -1) {
      let factor = Float(percent) / 100
      let range = min(histogram.minimum, 0) * factor...max(histogram.maximum, 0) * factor
      let error = squaredError(range)
      if error < (best?.error ?? .infinity) { best = (error, range) }
    }
    return best?.range ?? histogram.minimum...histogram.maximum
  }

  private func squaredError(_ range: ClosedRange<Float>) -> Double {
    let parameters = AffineParameters.asymmetric(range, element: .uint8)
    let (scale, zero) = (parameters.scale, Float(parameters.zeroPoint))
    return histogram.counts.indices.reduce(0) { sum, bin in
      guard histogram.counts[bin] > 0 else { return sum }
      let value = histogram.center(bin)
      let code = min(max((value / scale).rounded(.toNearestOrEven) + zero, 0), 255)
      let error = Double((code - zero) * scale - value)
      return sum + error * error * Double(histogram.counts[bin])
    }
  }
}
