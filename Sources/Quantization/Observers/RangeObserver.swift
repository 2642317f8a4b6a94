package import Tensors

/// Collects the range of one activation over the calibration batches.
package protocol RangeObserver: Sendable {
  mutating func observe(_ values: UnsafeBufferPointer<Float>) throws(TensorError)
  /// The range to quantize. Called after at least one batch.
  var range: ClosedRange<Float> { get }
}

/// Which observer calibrates the activations.
package enum Calibration: Sendable, Hashable {
  /// The global minimum and maximum.
  case minMax
  /// The range that holds `share` of the values (0.9999: cut half of the rest at each end).
  case percentile(Double)
  /// The shrunk range with the least squared error at 8 bits.
  case meanSquaredError

  package func makeObserver() -> any RangeObserver {
    switch self {
    case .minMax: MinMaxObserver()
    case .percentile(let share): PercentileObserver(share: share)
    case .meanSquaredError: MeanSquaredErrorObserver()
    }
  }
}
