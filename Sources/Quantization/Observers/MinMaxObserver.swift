package import Tensors

/// Exact coverage: the smallest and the largest value seen. One outlier decides.
package struct MinMaxObserver: RangeObserver {
  private var low = Float.infinity
  private var high = -Float.infinity

  package init() {}

  /// - Throws: ``TensorError/notFinite`` on NaN or infinity, which would otherwise be coded silently.
  package mutating func observe(_ values: UnsafeBufferPointer<Float>) throws(TensorError) {
    for value in values {
      guard value.isFinite else { throw .notFinite }
      if value < low { low = value }
      if value > high { high = value }
    }
  }

  package var range: ClosedRange<Float> { low <= high ? low...high : 0...0 }
}
