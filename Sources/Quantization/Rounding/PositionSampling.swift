import Graphs
import Operators
import Tensors

/// Draws positions of a layer's output, and shows what the layer sees there behind rounded layers and what the float
/// model makes of it.
struct PositionSampling {
  private let layer: WeightedLayer
  private let weightShape: Shape
  private let source: GraphProbe
  private let rounded: GraphProbe
  private let batches: [Tensor]
  private let perBatch: Int
  private let seed: UInt64

  /// - Parameters:
  ///   - source: the float graph.
  ///   - graph: the same with rounded weights.
  ///   - most: positions over all batches.
  init(
    _ layer: WeightedLayer, in source: Graph, behind graph: Graph, _ activations: [ValueID: FakeQuantize],
    _ batches: [Tensor], most: Int, seed: UInt64
  ) throws(QuantizationError) {
    guard let first = batches.first, let weights = source.constant(layer.weights) else { throw .noCalibrationData }
    self.layer = layer
    weightShape = weights.shape
    self.batches = batches
    self.seed = seed
    perBatch = max(1, most / batches.count)
    self.source = try GraphProbe(source, [layer.output], like: first)
    let coded: Graph
    do { coded = try graph.inserting(activations.mapValues { $0 as any Operator }) } catch { throw .graph(error) }
    // Nodes keep their names; the input may be another value now.
    let input = coded.nodes.first { $0.name == layer.node.name && $0.outputs == layer.node.outputs }?.inputs[0]
    rounded = try GraphProbe(coded, [input ?? layer.input], like: first)
  }

  /// - Parameter body: patches of one batch, and `[positions × outputs]` of the float model before the activation.
  func forEach(_ body: (LayerPatches, [Float]) throws -> Void) throws {
    var random = RandomSource(seed: seed, stream: "positions")
    for batch in batches {
      let output = try source.values(for: batch)[0]
      let input = try rounded.values(for: batch)[0]
      let all = LayerPatches.positions(of: layer, output: output.shape)
      var positions = Array(0..<all)
      if all > perBatch {
        for i in 0..<perBatch { positions.swapAt(i, i + random.integer(below: all - i)) }
        positions = positions.prefix(perBatch).sorted()
      }
      var patches = LayerPatches(layer, weightShape: weightShape)
      patches.append(input, positions: positions, output: output.shape)
      let channels = layer.outputs
      let rows = output.withElements(as: Float.self) { y in
        positions.flatMap { y[$0 * channels..<($0 + 1) * channels] }
      }
      try body(patches, rows)
    }
  }
}
