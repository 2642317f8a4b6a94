import Kernels
package import Tensors

/// Exact coverage: the smallest and the largest value seen. One outlier decides.
package struct MinMaxObserver: RangeObserver {
  private var low = Float.infinity
  private var high = -Float.infinity

  package init() {}

  package mutating func observe(_ values: UnsafeBufferPointer<Float>) throws(TensorError) {
    guard !values.isEmpty else { return }
    guard let range = Observation.range(of: values) else { throw .notFinite }
    low = min(low, range.lowerBound)
    high = max(high, range.upperBound)
  }

  package func range(for scheme: QuantizationScheme) -> ClosedRange<Float> { low <= high ? low...high : 0...0 }
}
