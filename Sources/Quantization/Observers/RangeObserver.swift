package import Tensors

/// Collects the range of one activation over the calibration batches.
package protocol RangeObserver: Sendable {
  /// - Throws: ``TensorError/notFinite`` on NaN or infinity, which would otherwise be coded silently.
  mutating func observe(_ values: UnsafeBufferPointer<Float>) throws(TensorError)
  /// The range for codes of that scheme. Called after at least one batch.
  func range(for scheme: QuantizationScheme) -> ClosedRange<Float>
}

/// Which observer calibrates the activations.
package enum Calibration: Sendable, Hashable {
  /// The global minimum and maximum.
  case minMax
  /// A running mean of the ends of each batch.
  case movingAverage(constant: Float)
  /// The range that holds `share` of the values (0.9999: cut half of the rest at each end).
  case percentile(Double)
  /// The cut that keeps most of the information.
  case entropy
  /// The shrunk range with the least error.
  case leastError(power: Double, clipping: Double)

  /// The least squared error.
  package static let meanSquaredError = Calibration.leastError(power: 2, clipping: 1)

  package func makeObserver() -> any RangeObserver {
    switch self {
    case .minMax: MinMaxObserver()
    case .movingAverage(let constant): MovingAverageObserver(constant: constant)
    case .percentile(let share): PercentileObserver(share: share)
    case .entropy: EntropyObserver()
    case .leastError(let power, let clipping): LeastErrorObserver(power: power, clipping: clipping)
    }
  }

  /// `min-max`, `moving-average`, `percentile`, `percentile:99.99`, `entropy` or `mse`; a percentile from 50 to 100.
  package init?(_ text: String) {
    switch text {
    case "min-max": self = .minMax
    case "moving-average": self = .movingAverage(constant: 0.01)
    case "percentile": self = .percentile(0.9999)
    case "entropy": self = .entropy
    case "mse": self = .meanSquaredError
    default:
      guard text.hasPrefix("percentile:"), let percent = Double(text.dropFirst(11)), (50...100).contains(percent) else {
        return nil
      }
      self = .percentile(percent / 100)
    }
  }
}
