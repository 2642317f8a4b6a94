import Graphs
import Tensors

/// What calibration shows of the activations that become codes.
struct ObservedActivations {
  struct Activation {
    var range: ClosedRange<Float>
    /// `⟨|x|⟩` over the first batch.
    var magnitude: Float
  }

  /// By the number of the activation in the graph.
  private let all: [Activation]

  init(
    _ graph: QuantizableGraph, over batches: [Tensor], calibration: Calibration
  ) throws(QuantizationError) {
    let ranges = try graph.ranges(over: batches.map { [$0] }, calibration: calibration).map(\.range)
    var sums = [Double](repeating: 0, count: ranges.count)
    var counts = [Int](repeating: 0, count: ranges.count)
    try graph.observe(Array(batches.prefix(1))) { (index, values) throws(TensorError) in
      sums[index] += values.reduce(0.0) { $0 + Double(abs($1)) }
      counts[index] += values.count
    }
    all = ranges.indices.map { number in
      Activation(range: ranges[number], magnitude: Float(sums[number] / Double(max(counts[number], 1))))
    }
  }

  /// Those that have parameters of their own, with the range of all that share them.
  func joined(_ placement: QuantizationPlacement) -> [ValueID: Activation] {
    var joined: [ValueID: Activation] = [:]
    for (id, activation) in zip(placement.calibrated, all) {
      let first = placement.origin(of: id)
      let known = joined[first] ?? activation
      let (a, b) = (known.range, activation.range)
      joined[first] = Activation(
        range: min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound),
        magnitude: max(known.magnitude, activation.magnitude))
    }
    return joined
  }
}
