package import Graphs
import Operators
package import Tensors

/// Takes back the shift of the mean that rounded weights and activations give the output of every layer:
/// `b −= E[ŷ − y]` per output channel. Float graph → float graph with other biases, to be quantized anew.
///
/// Layer by layer in the order of the graph, each measured behind layers that are already quantized and corrected, on
/// the outputs before the activation. Layers without a bias get one. Promise: on the calibration data the mean of
/// `ŷ − y` is about 0 in every channel that was corrected.
/// To be applied when ranges are chosen, and not on top of AdaRound, which removes the shift by itself.
/// Source: Nagel et al. 2019 (arXiv 1906.04721), section 4.2.
package struct BiasCorrection: Sendable, Hashable {
  /// A layer is left alone when a correction is larger than so many times the bias, where biases count at least a
  /// hundredth of the largest of their layer.
  package var guardRatio: Double

  package init(guardRatio: Double = 1000) { self.guardRatio = guardRatio }

  package struct Result: Sendable {
    /// The float graph to quantize.
    package let graph: Graph
    /// Names of layers that were corrected, in order.
    package let corrected: [String]
    /// Names of layers that the guard left alone.
    package let skipped: [String]
  }

  /// - Parameters:
  ///   - source: the float graph that `quantize` takes; batch normalizations folded.
  ///   - batches: 100 to 300 samples of its first input's type.
  ///   - quantize: the whole quantization with fixed ranges; keeps the names of layers.
  package func corrected(
    _ source: Graph, over batches: [Tensor], quantize: (Graph) throws -> Graph
  ) throws -> Result {
    let layers = WeightedLayer.all(of: source)
    let means = try ChannelMeans(of: layers.map(\.output), in: source, over: batches)
    var graph = source
    var corrected: [String] = []
    var skipped: [String] = []
    for (number, layer) in layers.enumerated() {
      let rounded = try quantize(graph)
      guard let twin = rounded.nodes.first(where: { $0.name == layer.node.name }) else { continue }
      let shifted = try ChannelMeans(of: [twin.outputs[0]], in: rounded, over: batches)
      let shift = zip(shifted.values[0], means.values[number]).map { $0 - $1 }
      if apply(shift, to: layer, in: &graph) {
        corrected.append(layer.node.name)
      } else {
        skipped.append(layer.node.name)
      }
    }
    return Result(graph: graph, corrected: corrected, skipped: skipped)
  }

  /// Subtracts a shift from the bias of a layer, unless the guard forbids it.
  func apply(_ shift: [Double], to layer: WeightedLayer, in graph: inout Graph) -> Bool {
    guard shift.count == layer.outputs, shift.allSatisfy(\.isFinite) else { return false }
    let bias = graph.biasValues(of: layer)
    let floor = 0.01 * Double(bias.reduce(0) { max($0, abs($1)) })
    let ratio = zip(shift, bias).reduce(0.0) { max($0, abs($1.0) / max(Double(abs($1.1)), floor)) }
    guard floor == 0 || ratio <= guardRatio else { return false }
    return (try? graph.setBias(of: layer, to: zip(bias, shift).map { Float(Double($0) - $1) })) != nil
  }
}

/// The mean of every channel (the last axis) of some values over all batches and positions.
struct ChannelMeans {
  private(set) var values: [[Double]]

  init(of ids: [ValueID], in graph: Graph, over batches: [Tensor]) throws(QuantizationError) {
    guard let first = batches.first else { throw .noCalibrationData }
    let probe = try GraphProbe(graph, ids, like: first)
    values = ids.map { [Double](repeating: 0, count: max(graph.type(of: $0).shape.channels, 1)) }
    var counts = [Int](repeating: 0, count: ids.count)
    for batch in batches {
      for (number, value) in try probe.values(for: batch).enumerated() {
        let real: Tensor
        do { real = try value.dequantized() } catch { throw .notFinite(value: graph[ids[number]].name) }
        let channels = values[number].count
        real.withElements(as: Float.self) { y in
          for i in y.indices { values[number][i % channels] += Double(y[i]) }
        }
        counts[number] += real.count / channels
      }
    }
    for number in ids.indices {
      for channel in values[number].indices { values[number][channel] /= Double(max(counts[number], 1)) }
    }
  }
}
