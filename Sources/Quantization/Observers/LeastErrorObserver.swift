package import Tensors

/// Shrinks the observed range to where codes make the least error: clipping a few large values buys resolution for the
/// others.
///
/// Tries the shares 1.00, 0.99, … 0.20 of both ends together, with the codes that the activation will have, over a
/// histogram: `Σ counts·|x − x̂|^power`, what is clipped counted `clipping` times.
/// Source: AIMET's enhanced encoding analyzer (clipping 3); IST-DASLab/gptq (power 2.4).
package struct LeastErrorObserver: RangeObserver {
  package let power: Double
  package let clipping: Double
  private var histogram = Histogram()

  /// - Parameters:
  ///   - power: 1 to 4.
  ///   - clipping: at least 1.
  package init(power: Double = 2, clipping: Double = 1) {
    self.power = min(max(power, 1), 4)
    self.clipping = max(clipping, 1)
  }

  package mutating func observe(_ values: UnsafeBufferPointer<Float>) throws(TensorError) {
    try histogram.add(values)
  }

  package func range(for scheme: QuantizationScheme) -> ClosedRange<Float> {
    guard histogram.total > 0 else { return 0...0 }
    let whole = histogram.minimum...histogram.maximum
    let (low, high) = (min(whole.lowerBound, 0), max(whole.upperBound, 0))
    let bins = histogram.counts.indices.filter { histogram.counts[$0] > 0 }
      .map { (value: histogram.center($0), count: Double(histogram.counts[$0])) }
    var best = whole
    var least = Double.infinity
    for percent in stride(from: 100, through: 20, by: -1) {
      let share = Float(percent) / 100
      let candidate = low * share...high * share
      let error = RoundingError(scheme, candidate, power: power, clipping: clipping)
      let sum = bins.reduce(0.0) { $0 + $1.count * error.of($1.value) }
      if sum < least { (least, best) = (sum, candidate) }
    }
    return best
  }
}
