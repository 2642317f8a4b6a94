import Graphs
import Operators
import Tensors

/// Layers one behind the other whose channels may be scaled against each other without changing the model.
///
/// `layer → activation → depthwise → activation → … → layer`: all but the ends are depthwise, nobody else reads what is
/// between, and what stands between commutes with a positive factor per channel (ReLU and its like, pooling, flattening).
struct EqualizationRun {
  /// At least two, in order.
  let layers: [WeightedLayer]

  /// All maximal runs of a graph. A layer may end one run and begin the next.
  static func all(of graph: Graph) -> [EqualizationRun] {
    let index = GraphIndex(graph)
    var byPosition: [Int: WeightedLayer] = [:]
    for layer in WeightedLayer.all(of: graph) { byPosition[layer.position] = layer }
    var followers: [Int: WeightedLayer] = [:]
    for (position, layer) in byPosition { followers[position] = follower(of: layer, graph, index, byPosition) }
    // A depthwise layer that a run passes through begins none.
    let inner = Set(followers.values.filter(\.isPlainDepthwise).map(\.position))
    var runs: [EqualizationRun] = []
    for position in byPosition.keys.sorted() where !inner.contains(position) {
      guard let first = byPosition[position] else { continue }
      var layers = [first]
      while let last = layers.last, layers.count == 1 || last.isPlainDepthwise, let next = followers[last.position] {
        layers.append(next)
      }
      if layers.count > 1 { runs.append(EqualizationRun(layers: layers)) }
    }
    return runs
  }

  /// The layer that alone reads the output of `layer`, through operators that commute with factors.
  private static func follower(
    of layer: WeightedLayer, _ graph: Graph, _ index: GraphIndex, _ layers: [Int: WeightedLayer]
  ) -> WeightedLayer? {
    var value = layer.output
    while let reader = index.onlyConsumer(of: value), let made = reader.outputs.first {
      if let position = index.position(of: made), let next = layers[position] {
        return next.input == value && next.channels(per: layer.outputs) != nil ? next : nil
      }
      guard commutes(reader, with: layer.outputs, in: graph), reader.inputs.first == value else { return nil }
      value = made
    }
    return nil
  }

  /// Whether a positive factor of every channel may be taken before or behind a node.
  static func commutes(_ node: Node, with channels: Int, in graph: Graph) -> Bool {
    guard node.epilogue.isEmpty, let x = node.inputs[0] else { return false }
    switch node.op {
    case is Relu, is LeakyRelu, is Identity, is MaxPool, is AveragePool, is GlobalAveragePool: return true
    case let clip as Clip: return clip.low == 0 && clip.high == .infinity
    case is PRelu: return graph.constant(node.inputs[1]) != nil
    // Channels are last and stay the fastest axis.
    case is Flatten, is Reshape:
      let (before, after) = (graph.type(of: x).shape, graph.type(of: node.outputs[0]).shape)
      return before.channels == channels && after.rank == 2 && after[0] == before[0]
    default: return false
    }
  }
}

extension WeightedLayer {
  /// A depthwise layer with one output for each channel.
  var isPlainDepthwise: Bool { isDepthwise && outputs == inputs }

  /// How many inputs of the layer belong to each of `channels`, `nil` when they do not fit: more than one behind a
  /// flattened image.
  func channels(per channels: Int) -> Int? {
    guard channels > 0, inputs % channels == 0 else { return nil }
    if inputs == channels { return 1 }
    guard case .product = form else { return nil }
    return inputs / channels
  }
}
