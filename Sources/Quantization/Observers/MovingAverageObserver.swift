import Kernels
package import Tensors

/// The first batch sets the ends; every later one moves them a little: `min += c·(batch min − min)`, likewise max.
///
/// Depends on the order and the size of the batches: after n of them the first still has the weight `(1 − c)ⁿ`.
/// Source: ONNX Runtime's MinMaxCalibrater (averaging_constant 0.01).
package struct MovingAverageObserver: RangeObserver {
  package let constant: Float
  private var ends: (low: Float, high: Float)?

  /// - Parameter constant: in (0, 1].
  package init(constant: Float = 0.01) { self.constant = min(max(constant, 1e-6), 1) }

  package mutating func observe(_ values: UnsafeBufferPointer<Float>) throws(TensorError) {
    guard !values.isEmpty else { return }
    guard let range = Observation.range(of: values) else { throw .notFinite }
    guard let (low, high) = ends else {
      ends = (range.lowerBound, range.upperBound)
      return
    }
    ends = (low + constant * (range.lowerBound - low), high + constant * (range.upperBound - high))
  }

  package func range(for scheme: QuantizationScheme) -> ClosedRange<Float> {
    guard let (low, high) = ends else { return 0...0 }
    return min(low, high)...max(low, high)
  }
}
