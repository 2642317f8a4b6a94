package import Graphs
import Operators

/// Mean and deviation that the outputs of layers had while they were normalized, by the name of the layer.
///
/// A batch normalization with scale γ and bias β leaves a channel with mean β and deviation |γ|; once it has been folded,
/// its layer makes such channels by itself.
package struct ChannelStatistics: Sendable, Hashable {
  package struct Moments: Sendable, Hashable {
    package var means: [Double]
    package var deviations: [Double]
  }

  package private(set) var layers: [String: Moments] = [:]

  /// None.
  package init() {}

  /// Those of all layers that a batch normalization with known vectors follows directly.
  package init(of graph: Graph) {
    let index = GraphIndex(graph)
    for node in graph.nodes where node.op is BatchNormalization {
      guard let layer = index.producer(of: node.inputs[0]), WeightedLayer.hasWeights(layer.op),
        let scale = graph.reals(node.inputs[1]), let bias = graph.reals(node.inputs[2])
      else { continue }
      layers[layer.name] = Moments(means: bias.map { Double($0) }, deviations: scale.map { Double(abs($0)) })
    }
  }

  package subscript(layer: String) -> Moments? { layers[layer] }

  /// The outputs of a layer are now smaller.
  mutating func divide(_ layer: String, by factors: [Double]) {
    guard var moments = layers[layer], moments.means.count == factors.count else { return }
    for (channel, factor) in factors.enumerated() {
      moments.means[channel] /= factor
      moments.deviations[channel] /= factor
    }
    layers[layer] = moments
  }

  mutating func subtract(_ layer: String, _ offsets: [Double]) {
    guard var moments = layers[layer], moments.means.count == offsets.count else { return }
    for (channel, offset) in offsets.enumerated() { moments.means[channel] -= offset }
    layers[layer] = moments
  }
}

extension WeightedLayer {
  static func hasWeights(_ op: any Operator) -> Bool {
    op is Conv || op is DepthwiseConv || op is Gemm || op is MatMul || op is ConvTranspose
  }
}
