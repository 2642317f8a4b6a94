package import Tensors

/// The values of one activation that codes can express.
package struct ActivationRange: Sendable, Hashable {
  package let name: String
  package let range: ClosedRange<Float>

  package init(name: String, range: ClosedRange<Float>) {
    self.name = name
    self.range = range
  }

  /// A range from elsewhere.
  /// - Throws: ``QuantizationError/range(value:low:high:)`` when an end is not finite or they are the wrong way round.
  package init(name: String, low: Float, high: Float) throws(QuantizationError) {
    guard low.isFinite, high.isFinite, low <= high else { throw .range(value: name, low: low, high: high) }
    self.init(name: name, range: low...high)
  }
}

extension QuantizableGraph {
  /// What the observers of a calibration choose for ``activations``, in their order.
  /// - Parameters:
  ///   - samples: one tensor for each input of the graph.
  ///   - scheme: the codes that the activations will have.
  ///   - threads: that run the float graph.
  ///   - progress: is told how many samples have been seen.
  /// - Throws: ``QuantizationError`` without samples, or when a value is not finite.
  package func ranges(
    over samples: some Sequence<[Tensor]>, calibration: Calibration,
    for scheme: QuantizationScheme = .activations, threads: Int = 1, progress: (Int) -> Void = { _ in }
  ) throws(QuantizationError) -> [ActivationRange] {
    var observers = activations.map { _ in calibration.makeObserver() }
    try observe(samples, threads: threads, progress: progress) { (index, values) throws(TensorError) in
      try observers[index].observe(values)
    }
    return zip(activations, observers).map { ActivationRange(name: $0, range: $1.range(for: scheme)) }
  }
}
