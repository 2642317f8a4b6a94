import Foundation
package import Tensors

/// Collects the power of values and of the difference that a change makes to them.
package struct NoiseMeter: Sendable {
  package private(set) var signal = 0.0
  package private(set) var noise = 0.0

  package init(signal: Double = 0, noise: Double = 0) {
    self.signal = signal
    self.noise = noise
  }

  /// Outputs of a model; those that are no reals are left out.
  package mutating func add(_ outputs: [Tensor], changed: [Tensor]) {
    for (x, y) in zip(outputs, changed) where x.element == .float32 && y.element == .float32 { add(x, changed: y) }
  }

  package mutating func add(_ values: Tensor, changed: Tensor) {
    values.withElements(as: Float.self) { x in
      changed.withElements(as: Float.self) { y in add(x, changed: y) }
    }
  }

  package mutating func add(_ values: UnsafeBufferPointer<Float>, changed: UnsafeBufferPointer<Float>) {
    var (signal, noise) = (0.0, 0.0)
    for index in 0..<min(values.count, changed.count) {
      let (x, y) = (Double(values[index]), Double(changed[index]))
      signal += x * x
      noise += (x - y) * (x - y)
    }
    self.signal += signal
    self.noise += noise
  }

  /// `10·log₁₀(Σ x² ÷ Σ (x − y)²)` dB; `nil` when the values are equal or all zero.
  package var ratio: Double? { noise > 0 && signal > 0 ? 10 * log10(signal / noise) : nil }
  /// Noise as a share of the signal's power.
  package var relative: Double { signal > 0 ? noise / signal : 0 }
}
