import Graphs
import Operators
import Tensors

/// The means and variances that batch normalizations use after training: moving averages of those of the batches.
///
/// `r ← (1 − m)·r + m·s` with momentum m = 0.1; the variance that enters is the unbiased one, `n/(n − 1)` times that of the
/// batch. Source: Ioffe & Szegedy 2015 (arXiv 1502.03167), in PyTorch's form.
struct RunningStatistics {
  /// One normalization of the training graph.
  struct Place {
    /// The constants of the model that are kept up to date.
    let mean: ValueID
    let variance: ValueID
    /// Outputs of the training graph with those of the batch.
    let batchMean: ValueID
    let batchVariance: ValueID
    /// Numbers that one mean is taken of.
    let count: Int
  }

  static let momentum: Float = 0.1
  let places: [Place]
  /// Mean and variance of each place, one after the other.
  private(set) var values: [[Float]]

  init(_ places: [Place], in graph: Graph) {
    self.places = places
    values = places.flatMap { [graph.constant($0.mean), graph.constant($0.variance)] }.map { $0?.floats ?? [] }
  }

  /// Takes in the statistics of one batch.
  /// - Parameter outputs: for each place its mean, then its variance.
  mutating func update(_ outputs: [UnsafePointer<Float>]) {
    for (index, source) in outputs.enumerated() {
      let count = places[index / 2].count
      let factor = index % 2 == 0 ? 1 : Float(count) / Float(max(1, count - 1))
      for i in values[index].indices {
        values[index][i] = (1 - Self.momentum) * values[index][i] + Self.momentum * (source[i] * factor)
      }
    }
  }

  /// Takes over statistics that were kept. False when they are of other extents.
  mutating func restore(_ kept: [[Float]]) -> Bool {
    guard kept.map(\.count) == values.map(\.count) else { return false }
    values = kept
    return true
  }

  func written(into graph: Graph) -> Graph {
    var graph = graph
    for (index, place) in places.enumerated() {
      graph.setConstant(place.mean, Tensor(values[2 * index]))
      graph.setConstant(place.variance, Tensor(values[2 * index + 1]))
    }
    return graph
  }
}

extension Graph {
  /// Replaces normalizations with known statistics by such with those of the batch.
  mutating func normalizeByBatch() throws(GraphError) -> [RunningStatistics.Place] {
    let written = nodes
    var places: [RunningStatistics.Place] = []
    var replaced: [ValueID: ValueID] = [:]
    setNodes([])
    for var node in written {
      node.inputs = node.inputs.map { $0.map { replaced[$0] ?? $0 } }
      guard let op = node.op as? BatchNormalization, node.epilogue.isEmpty, let x = node.inputs[0],
        let mean = node.inputs[3], let variance = node.inputs[4], constant(mean) != nil, constant(variance) != nil
      else {
        setNodes(nodes + [node])
        continue
      }
      let batch = try append(
        TrainingBatchNormalization(epsilon: op.epsilon), Array(node.inputs.prefix(3)), name: node.name)
      replaced[node.outputs[0]] = batch[0]
      let shape = type(of: x).shape
      places.append(
        .init(
          mean: mean, variance: variance, batchMean: batch[1], batchVariance: batch[2],
          count: shape.count / max(1, shape.channels)))
    }
    outputs = outputs.map { replaced[$0] ?? $0 }
    return places
  }
}
