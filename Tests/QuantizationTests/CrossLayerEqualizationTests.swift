import Graphs
import Operators
import Quantization
import Tensors
import Testing

@Suite("Cross-layer equalization")
struct CrossLayerEqualizationTests {
  /// conv → ReLU → depthwise → ReLU → conv → ReLU → mean → dense, channels as unlike as the seed makes them.
  private func net(_ activation: any Operator = Relu(), seed: UInt64 = 1) throws -> Graph {
    var source = RandomSource(seed: seed)
    func weights(_ shape: Shape, axis: Int) -> Tensor {
      var tensor = Tensor.random(shape, seed: source.next())
      let factors = (0..<shape[axis]).map { _ in Float(1 << source.integer(in: 0...6)) / 8 }
      let inner = shape.strides[axis]
      tensor.withMutableElements(as: Float.self) { w in
        for i in w.indices { w[i] *= factors[i / inner % factors.count] }
      }
      return tensor
    }
    var graph = Graph(name: "net")
    let x = graph.input("x", .float32([1, 8, 8, 3]))
    func constant(_ tensor: Tensor, _ name: String) -> ValueID { graph.constant(tensor, name: name) }
    let same = Window(padding: Padding(1))
    let a = try graph.apply(
      Conv(same), x, constant(weights([6, 3, 3, 3], axis: 0), "w1"), constant(.random([6], seed: 2), "b1"),
      name: "conv1")
    let b = try graph.apply(
      DepthwiseConv(same), graph.apply(activation, a), constant(weights([3, 3, 6], axis: 2), "w2"),
      constant(.random([6], seed: 3), "b2"), name: "depthwise")
    let c = try graph.apply(
      Conv(), graph.apply(activation, b), constant(weights([5, 1, 1, 6], axis: 0), "w3"), name: "conv2")
    let mean = try graph.apply(Flatten(axis: 1), graph.apply(GlobalAveragePool(), graph.apply(activation, c)))
    graph.outputs = [
      try graph.apply(
        Gemm(transposeB: true), mean, constant(weights([4, 5], axis: 0), "w4"), constant(.random([4], seed: 4), "b4"),
        name: "dense")
    ]
    return graph
  }

  private func largestDifference(_ a: Graph, _ b: Graph, seeds: Range<UInt64> = 1..<6) throws -> Float {
    var worst: Float = 0
    for seed in seeds {
      let x = Tensor.random([1, 8, 8, 3], seed: seed)
      let (y, z) = (try a.reference([x])[0].floats, try b.reference([x])[0].floats)
      let size = y.reduce(0) { max($0, abs($1)) }
      worst = max(worst, zip(y, z).reduce(0) { max($0, abs($1.0 - $1.1)) } / size)
    }
    return worst
  }

  @Test("The outputs stay the same to rounding", arguments: [UInt64](1...4))
  func outputs(seed: UInt64) throws {
    let graph = try net(seed: seed)
    let result = try CrossLayerEqualization().equalized(graph)
    #expect(result.pairs == 3)
    #expect(try largestDifference(graph, result.graph) < 1e-5)
  }

  @Test("Afterwards neighbouring ranges are equal in every channel, to the last factor of 1 %")
  func ranges() throws {
    let graph = try CrossLayerEqualization().equalized(net()).graph
    let layers = WeightedLayer.all(of: graph)
    func outputs(_ layer: WeightedLayer) -> [Float] {
      let rows = graph.weightRows(of: layer)
      return (0..<layer.outputs).map { row in
        rows[row * layer.columns..<(row + 1) * layer.columns].reduce(0) { max($0, abs($1)) }
      }
    }
    func inputs(_ layer: WeightedLayer) -> [Float] {
      var maxima = [Float](repeating: 0, count: layer.inputs)
      for (index, w) in graph.weightRows(of: layer).enumerated() {
        let channel = layer.inputChannel(row: index / layer.columns, column: index % layer.columns)
        maxima[channel] = max(maxima[channel], abs(w))
      }
      return maxima
    }
    try #require(layers.count == 4)
    for (first, second) in zip(layers, layers.dropFirst()) {
      for (a, b) in zip(outputs(first), inputs(second)) { #expect(abs(a / b - 1) < 0.03, "\(first.node.name)") }
    }
  }

  @Test("A pair by hand: both ranges become √(r₁·r₂)")
  func pair() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 1]))
    let w = try graph.constant(Tensor([8] as [Float], shape: [1, 1]), name: "w")
    let v = try graph.constant(Tensor([0.5] as [Float], shape: [1, 1]), name: "v")
    let a = try graph.apply(Relu(), graph.apply(Gemm(transposeB: true), x, w, graph.constant(Tensor([Float(4)]))))
    graph.outputs = [try graph.apply(Gemm(transposeB: true), a, v)]
    let result = try CrossLayerEqualization().equalized(graph).graph
    let layers = WeightedLayer.all(of: result)
    #expect(layers.map { result.weightRows(of: $0) } == [[2], [2]])
    #expect(result.biasValues(of: layers[0]) == [1])
  }

  @Test("ReLU6 is kept when asked, and nothing moves past it")
  func bounded() throws {
    let graph = try net(Clip.relu6)
    let kept = try CrossLayerEqualization(replacesBounds: false).equalized(graph)
    #expect(kept.pairs == 0)
    #expect(try largestDifference(graph, kept.graph) == 0)
    let replaced = try CrossLayerEqualization().equalized(graph)
    #expect(replaced.replacedBounds == 3)
    #expect(!replaced.graph.nodes.contains { $0.op is Clip })
    #expect(replaced.pairs == 3)
  }

  @Test("A second reader, a sigmoid or a sum between two layers forbids the factors")
  func forbidden() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 4]))
    let weights = (0..<3).map { graph.constant(.random([4, 4], seed: UInt64($0)), name: "w\($0)") }
    let a = try graph.apply(Gemm(transposeB: true), x, weights[0])
    let b = try graph.apply(Gemm(transposeB: true), graph.apply(Sigmoid(), a), weights[1])
    graph.outputs = [try graph.apply(Add(), graph.apply(Gemm(transposeB: true), b, weights[2]), b)]
    #expect(try CrossLayerEqualization().equalized(graph).pairs == 0)
  }

  @Test("A channel of zeros keeps its factor of 1")
  func zeros() throws {
    var graph = try net()
    let first = try #require(WeightedLayer.all(of: graph).first)
    var rows = graph.weightRows(of: first)
    for column in 0..<first.columns { rows[column] = 0 }
    try graph.setWeights(of: first, rows: rows)
    let result = try CrossLayerEqualization().equalized(graph)
    #expect(try largestDifference(graph, result.graph) < 1e-5)
  }

  @Test("Absorbed by hand: c = β − 3|γ| leaves one bias and enters the next")
  func absorption() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 2, 2, 1]))
    let w = try graph.constant(Tensor([1, 1] as [Float], shape: [2, 1, 1, 1]), name: "w")
    let a = try graph.apply(Conv(), x, w, name: "first")
    func vector(_ values: [Float]) -> ValueID { graph.constant(Tensor(values)) }
    // Mean 5 and deviation 1 in the first channel, mean 1 and deviation 1 in the second.
    let norm = try graph.append(
      BatchNormalization(epsilon: 0), [a, vector([1, -1]), vector([5, 1]), vector([0, 0]), vector([1, 1])])
    let v = try graph.constant(Tensor([1, 1, 1, 1] as [Float], shape: [2, 1, 1, 2]), name: "v")
    graph.outputs = [try graph.apply(Conv(), graph.apply(Relu(), norm[0]), v, name: "second")]
    let result = try CrossLayerEqualization().equalized(graph)
    #expect(result.absorbedChannels == 1)
    let layers = WeightedLayer.all(of: result.graph)
    #expect(result.graph.biasValues(of: layers[0]) == [3, 1])
    #expect(result.graph.biasValues(of: layers[1]) == [2, 2])
    // Where the sum before the ReLU stays above 2 nothing changes.
    let x0 = try Tensor([1, 0, -1, 2] as [Float], shape: [1, 2, 2, 1])
    let (before, after) = (try graph.reference([x0])[0].floats, try result.graph.reference([x0])[0].floats)
    for (y, z) in zip(before, after) { #expect(abs(y - z) < 1e-5) }
  }
}
