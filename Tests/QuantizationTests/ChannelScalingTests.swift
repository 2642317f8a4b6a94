import Graphs
import Operators
import Quantization
import Tensors
import Testing

/// A normalization whose output three products read, with activations of unlike channels.
struct AttentionLike {
  let graph: Graph
  let scale: ValueID

  init(_ norm: any Operator, channels: Int = 16) throws {
    var graph = Graph(name: "attention")
    let x = graph.input("x", .float32([4, channels]))
    var source = RandomSource(seed: 5)
    // A few channels are large, as in language models.
    let factors = (0..<channels).map { $0 % 5 == 0 ? Float(20) : source.uniform(0.5, 1.5) }
    scale = graph.constant(Tensor(factors), name: "scale")
    let vectors: [ValueID?] =
      norm is LayerNormalization ? [scale, graph.constant(.random([channels], seed: 2))] : [scale]
    let normal = try graph.append(norm, [x] + vectors, name: "norm")[0]
    var results: [ValueID] = []
    for name in ["query", "key", "value"] {
      let w = graph.constant(.random([channels, 12], seed: UInt64(name.count)), name: name + ".weight")
      results.append(try graph.apply(MatMul(), normal, w, name: name))
    }
    graph.outputs = [try graph.apply(Add(), graph.apply(Add(), results[0], results[1]), results[2])]
    self.graph = graph
  }

  var batches: [Tensor] { (0..<6).map { .random([4, 16], from: -2, to: 2, seed: 40 + $0) } }

  func difference(to other: Graph) throws -> Float {
    var worst: Float = 0
    for batch in batches {
      let (y, z) = (try graph.reference([batch])[0].floats, try other.reference([batch])[0].floats)
      let size = y.reduce(0) { max($0, abs($1)) }
      worst = max(worst, zip(y, z).reduce(0) { max($0, abs($1.0 - $1.1)) } / size)
    }
    return worst
  }

  /// Largest magnitudes of the channels of the normalized value, and of all weights on each.
  static func maxima(_ graph: Graph, _ batches: [Tensor]) throws -> (activations: [Float], weights: [Float]) {
    let layers = WeightedLayer.all(of: graph)
    var activations = [Float](repeating: 0, count: 16)
    for tensor in try graph.values(of: layers[0].input, over: batches) {
      for (i, x) in tensor.floats.enumerated() { activations[i % 16] = max(activations[i % 16], abs(x)) }
    }
    var weights = [Float](repeating: 0, count: 16)
    for layer in layers {
      for (i, w) in graph.weightRows(of: layer).enumerated() { weights[i % 16] = max(weights[i % 16], abs(w)) }
    }
    return (activations, weights)
  }
}

@Suite("SmoothQuant")
struct SmoothQuantTests {
  @Test(
    "The outputs stay the same; at α = ½ activations and weights of a channel are equally large",
    arguments: [true, false])
  func half(layerNorm: Bool) throws {
    let model = try AttentionLike(layerNorm ? LayerNormalization() : RMSNormalization())
    let result = try SmoothQuant().smoothed(model.graph, over: model.batches)
    #expect(result.smoothed.map(\.alpha) == [0.5])
    #expect(try model.difference(to: result.graph) < 1e-5)
    let (activations, weights) = try AttentionLike.maxima(result.graph, model.batches)
    for (x, w) in zip(activations, weights) { #expect(abs(x / w - 1) < 1e-3) }
  }

  @Test("α = 1 makes all activations equally large, α = 0 all weights")
  func ends() throws {
    let model = try AttentionLike(LayerNormalization())
    let one = try AttentionLike.maxima(
      SmoothQuant(.fixed(1)).smoothed(model.graph, over: model.batches).graph, model.batches)
    #expect(one.activations.allSatisfy { abs($0 - 1) < 1e-4 })
    let zero = try AttentionLike.maxima(
      SmoothQuant(.fixed(0)).smoothed(model.graph, over: model.batches).graph, model.batches)
    #expect(zero.weights.allSatisfy { abs($0 - 1) < 1e-4 })
  }

  @Test("The search keeps the outputs and takes one of its candidates")
  func search() throws {
    let model = try AttentionLike(LayerNormalization())
    let result = try SmoothQuant(.standardSearch).smoothed(model.graph, over: model.batches)
    let alpha = try #require(result.smoothed.first?.alpha)
    #expect((0.29...0.91).contains(alpha))
    #expect(try model.difference(to: result.graph) < 1e-5)
  }

  @Test("A value that somebody else reads, too, stays as it is")
  func shared() throws {
    var graph = try AttentionLike(LayerNormalization()).graph
    let normal = try #require(graph.nodes.first { $0.name == "norm" }).outputs[0]
    graph.outputs.append(normal)
    let batches = try AttentionLike(LayerNormalization()).batches
    #expect(try SmoothQuant().smoothed(graph, over: batches).smoothed.isEmpty)
  }
}

@Suite("AWQ")
struct AWQTests {
  @Test(
    "Without clipping the outputs stay the same, and the error of the rounded readers is never above plain rounding")
  func scaling() throws {
    let model = try AttentionLike(LayerNormalization())
    let result = try AWQ(bits: 4, group: 8, clips: false).scaled(model.graph, over: model.batches)
    let value = try #require(result.scaled.first)
    #expect(value.error <= value.plainError)
    // Channels of 20 among channels of 1: protecting them has to help.
    #expect(value.ratio > 0)
    #expect(try model.difference(to: result.graph) < 1e-5)
  }

  @Test("Clipping leaves weights at least at half of their group's largest")
  func clipping() throws {
    let model = try AttentionLike(RMSNormalization())
    let plain = try AWQ(bits: 4, group: 8, clips: false).scaled(model.graph, over: model.batches).graph
    let clipped = try AWQ(bits: 4, group: 8).scaled(model.graph, over: model.batches).graph
    for (a, b) in zip(WeightedLayer.all(of: plain), WeightedLayer.all(of: clipped)) {
      let (before, after) = (plain.weightRows(of: a), clipped.weightRows(of: b))
      for start in stride(from: 0, to: before.count, by: 8) {
        let largest = before[start..<start + 8].reduce(0) { max($0, abs($1)) }
        for (x, y) in zip(before[start..<start + 8], after[start..<start + 8]) {
          #expect(abs(y) <= abs(x) && (abs(y) == abs(x) || abs(y) >= 0.4999 * largest))
        }
      }
    }
  }
}

@Suite("Batch-norm re-estimation")
struct BatchNormReestimationTests {
  private func net() throws -> Graph {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 3]))
    func vector(_ values: [Float], _ name: String) -> ValueID { graph.constant(Tensor(values), name: name) }
    let first = try graph.append(
      BatchNormalization(epsilon: 0),
      [
        x, vector([1, 1, 1], "scale"), vector([0, 0, 0], "bias"), vector([9, 9, 9], "mean"),
        vector([7, 7, 7], "variance"),
      ], name: "norm")
    graph.outputs = [first[0]]
    return graph
  }

  @Test("Means and unbiased variances of the batches are averaged with equal weight")
  func byHand() throws {
    let batches = [
      try Tensor([1, 0, 2, 3, 0, 2, 5, 3, 2] as [Float], shape: [3, 3]),
      try Tensor([0, 1, 0, 0, 1, 1, 0, 1, 5] as [Float], shape: [3, 3]),
    ]
    let graph = try BatchNormReestimation().reestimated(net(), over: batches)
    let node = try #require(graph.nodes.first)
    // Column 0: means 3 and 0, variances 4 and 0. Column 1: 1 and 1, 3 and 0. Column 2: 2 and 2, 0 and 7.
    // Float32 sums of three, rounded once more.
    for (input, expected) in [(3, [1.5, 1, 2]), (4, [2, 1.5, 3.5])] as [(Int, [Float])] {
      for (a, b) in zip(graph.constant(node.inputs[input])?.floats ?? [], expected) { #expect(abs(a - b) < 1e-6) }
    }
    #expect(graph.constant(node.inputs[1])?.floats == [1, 1, 1])
  }

  @Test("Behind changed weights the normalized values have mean 0 and variance 1 again, through two layers")
  func restores() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 6, 6, 2]))
    func norm(_ value: ValueID, _ name: String) throws -> ValueID {
      let vectors = [1, 0, 0, 1].map { graph.constant(Tensor(repeating: Float($0), shape: [4]), name: name) }
      return try graph.append(BatchNormalization(), [value] + vectors, name: name)[0]
    }
    let a = try graph.apply(Conv(), x, graph.constant(.random([4, 3, 3, 2], from: 1, to: 3, seed: 1)))
    let b = try graph.apply(
      Conv(), graph.apply(Relu(), norm(a, "first")), graph.constant(.random([4, 1, 1, 4], from: -5, to: 5, seed: 2)))
    graph.outputs = [try norm(b, "second")]
    let batch = Tensor.random([50, 6, 6, 2], seed: 3)
    let result = try BatchNormReestimation().reestimated(graph, over: [batch])
    let y = try result.values(of: result.outputs[0], over: [batch])[0].floats
    for channel in 0..<4 {
      let values = stride(from: channel, to: y.count, by: 4).map { Double(y[$0]) }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      // The variance is taken by n − 1 of 800, which the second layer sees as another scale of the first; ε is 10⁻⁵.
      #expect(abs(mean) < 1e-2 && abs(variance - 1) < 5e-3)
    }
  }

  @Test("A graph without normalizations comes back as it is")
  func none() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 3]))
    graph.outputs = [try graph.apply(Relu(), x)]
    #expect(try BatchNormReestimation().reestimated(graph, over: [.random([1, 3], seed: 1)]).nodes.count == 1)
  }
}
