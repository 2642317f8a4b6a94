import Graphs
import Operators
import Tensors

/// A value whose channels may be divided by factors that all its readers multiply into their weights.
///
/// All readers are layers with weights; the division goes into the scale and bias of the normalization, or into the
/// weights of the layer, that makes the value.
struct ScalableInput {
  let value: ValueID
  let channels: Int
  let readers: [WeightedLayer]
  /// Position of the node that makes the value.
  private let producer: Int
  private let producerLayer: WeightedLayer?

  /// Whether the factors go into the weights of a layer, not into a normalization.
  var hasLayerBefore: Bool { producerLayer != nil }

  /// All of a graph, in the order in which they are made.
  static func all(of graph: Graph) -> [ScalableInput] {
    let index = GraphIndex(graph)
    let layers = WeightedLayer.all(of: graph)
    var byInput: [ValueID: [WeightedLayer]] = [:]
    for layer in layers { byInput[layer.input, default: []].append(layer) }
    var makers: [Int: WeightedLayer] = [:]
    for layer in layers { makers[layer.position] = layer }
    var found: [ScalableInput] = []
    for (position, node) in graph.nodes.enumerated() {
      guard let value = node.outputs.first, let readers = byInput[value], !graph.outputs.contains(value),
        index.readerCount(of: value) == readers.count
      else { continue }
      let channels = graph.type(of: value).shape.channels
      guard readers.allSatisfy({ $0.inputs == channels }) else { continue }
      var maker = (position: position, node: node)
      // A ReLU commutes with positive factors.
      if node.op is Relu, let before = index.producer(of: node.inputs[0]), let x = node.inputs[0],
        index.onlyConsumer(of: x) != nil, let place = index.position(of: x)
      {
        maker = (place, before)
      }
      guard isMaker(maker.node, channels: channels, in: graph) || makers[maker.position]?.outputs == channels else {
        continue
      }
      found.append(
        ScalableInput(
          value: value, channels: channels, readers: readers, producer: maker.position,
          producerLayer: makers[maker.position]))
    }
    return found
  }

  private static func isMaker(_ node: Node, channels: Int, in graph: Graph) -> Bool {
    guard node.op is LayerNormalization || node.op is RMSNormalization else { return false }
    return node.inputs.dropFirst().allSatisfy { graph.reals($0)?.count == channels }
  }

  /// Divides the channels by `factors` and multiplies them into the weights of the readers.
  func divide(by factors: [Double], in graph: inout Graph) throws(GraphError) {
    if let layer = producerLayer {
      var rows = graph.weightRows(of: layer)
      layer.scale(&rows, inputs: nil, outputs: factors)
      let bias = graph.biasValues(of: layer)
      try graph.setWeights(of: layer, rows: rows)
      if layer.bias != nil { try graph.setBias(of: layer, to: zip(bias, factors).map { Float(Double($0) / $1) }) }
    } else {
      for operand in graph.nodes[producer].inputs.indices.dropFirst() {
        guard let old = graph.constant(graph.nodes[producer].inputs[operand]) else { continue }
        let divided = zip(old.floats, factors).map { Float(Double($0) / $1) }
        guard let tensor = try? Tensor(divided, shape: old.shape) else { continue }
        try graph.setOperand(operand, of: producer, to: tensor)
      }
    }
    for reader in readers {
      var rows = graph.weightRows(of: reader)
      reader.scale(&rows, inputs: factors, outputs: nil)
      try graph.setWeights(of: reader, rows: rows)
    }
  }

  /// The largest weight on every channel, over all readers.
  func weightMaxima(in graph: Graph) -> [Double] {
    var maxima = [Double](repeating: 0, count: channels)
    for reader in readers {
      for (channel, value) in reader.inputMaxima(graph.weightRows(of: reader), channels: channels).enumerated() {
        maxima[channel] = max(maxima[channel], value)
      }
    }
    return maxima
  }

  /// Patches of every reader over the batches, at most so many positions each.
  func patches(in graph: Graph, _ values: [Tensor], most: Int) -> [[Float]] {
    readers.map { reader in
      guard reader.groups == 1, let shape = graph.constant(reader.weights)?.shape else { return [] }
      var patches = LayerPatches(reader, weightShape: shape)
      for value in values {
        var output = graph.type(of: reader.output).shape
        if output.rank > 0 { output = output.replacing(axis: 0, with: value.shape[0]) }
        let all = LayerPatches.positions(of: reader, output: output)
        let step = max(1, all * values.count / max(most, 1))
        patches.append(value, positions: Array(stride(from: 0, to: all, by: step)), output: output)
      }
      return patches.groups[0]
    }
  }
}
