package import Tensors

/// How finely weights are scaled.
package enum Granularity: String, Sendable, Hashable, Codable, CaseIterable {
  case perTensor = "tensor"
  case perChannel = "channel"
}

/// Symmetric scales of a weight tensor.
package enum WeightScales {
  /// One scale per output channel, or one repeated for all.
  ///
  /// A channel of zeros (common after pruning) takes the floor `max(0.01 · largest maximum, 8e−5)` instead of 1: with a
  /// scale of 1 the bias scale `sx·sw` would be huge and the bias imprecise.
  /// - Parameters:
  ///   - weights: float32, finite.
  ///   - axis: of the output channels (0 for OHWI and `[O,I]`, 2 for depthwise HWC).
  ///   - bits: of a code, 2 to 8.
  /// - Throws: ``TensorError/notFinite`` for NaN or infinity.
  package static func symmetric(
    _ weights: Tensor, axis: Int, granularity: Granularity, bits: Int = 8
  ) throws(TensorError) -> [Float] {
    let count = weights.shape[axis]
    let inner = weights.shape.strides[axis]
    var maxima = [Float](repeating: 0, count: count)
    var isFinite = true
    weights.withElements(as: Float.self) { w in
      for i in w.indices {
        isFinite = isFinite && w[i].isFinite
        let channel = i / inner % count
        maxima[channel] = max(maxima[channel], abs(w[i]))
      }
    }
    guard isFinite else { throw .notFinite }
    let largest = maxima.max() ?? 0
    if granularity == .perTensor { maxima = [Float](repeating: largest, count: count) }
    let floor = max(0.01 * largest, 8e-5)
    return maxima.map { AffineParameters.symmetricScale(maximum: max($0, floor), bits: bits) }
  }
}
