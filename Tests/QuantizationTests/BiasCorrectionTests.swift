import Foundation
import Graphs
import Operators
import Quantization
import Tensors
import Testing

@Suite("Bias correction")
struct BiasCorrectionTests {
  /// Two convolutions and a dense layer; the second convolution has no bias.
  private func net() throws -> Graph {
    var graph = Graph(name: "net")
    let x = graph.input("x", .float32([1, 6, 6, 3]))
    let same = Window(padding: Padding(1))
    let a = try graph.apply(
      Relu(),
      graph.apply(
        Conv(same), x, graph.constant(.random([8, 3, 3, 3], seed: 1), name: "w1"),
        graph.constant(.random([8], from: 0, to: 1, seed: 2), name: "b1"), name: "conv1"))
    let b = try graph.apply(
      Relu(),
      graph.apply(Conv(same), a, graph.constant(.random([8, 3, 3, 8], seed: 3), name: "w2"), name: "conv2"))
    let mean = try graph.apply(Flatten(axis: 1), graph.apply(GlobalAveragePool(), b))
    graph.outputs = [
      try graph.apply(
        Gemm(transposeB: true), mean, graph.constant(.random([4, 8], seed: 4), name: "w3"),
        graph.constant(.random([4], seed: 5), name: "b3"), name: "dense")
    ]
    return graph
  }

  /// Positive inputs, so that an error of the weights shifts the mean.
  private var batches: [Tensor] { (0..<20).map { .random([4, 6, 6, 3], from: 0, to: 1, seed: 100 + $0) } }

  /// Weights at 3 bits per tensor: errors that no guard overlooks.
  private func coarse(_ graph: Graph) throws -> Graph {
    var method = LayerwiseRounding(.nearest, bits: 3)
    method.sharesRows = true
    method.fit = .largest
    return try method.rounded(graph, over: []).graph
  }

  private func means(_ graph: Graph, _ name: String) throws -> [Double] {
    let node = try #require(graph.nodes.first { $0.name == name })
    var sums: [Double] = []
    var count = 0
    for tensor in try graph.values(of: node.outputs[0], over: batches) {
      let channels = tensor.shape.channels
      if sums.isEmpty { sums = [Double](repeating: 0, count: channels) }
      for (i, y) in tensor.floats.enumerated() { sums[i % channels] += Double(y) }
      count += tensor.count / channels
    }
    return sums.map { $0 / Double(count) }
  }

  @Test("The mean of every channel comes back to that of the float model, layer by layer")
  func empirical() throws {
    let graph = try net()
    let result = try BiasCorrection().corrected(graph, over: batches, quantize: coarse)
    #expect(result.corrected == ["conv1", "conv2", "dense"])
    let (before, after) = (try coarse(graph), try coarse(result.graph))
    for name in result.corrected {
      let expected = try means(graph, name)
      let shift = zip(try means(before, name), expected).map { abs($0 - $1) }.max() ?? 0
      let left = zip(try means(after, name), expected).map { abs($0 - $1) }.max() ?? 1
      #expect(shift > 0.01, "\(name)")
      // Float32 sums of up to 72 products, and means of 2,880 of them.
      #expect(left < 1e-5, "\(name): \(left)")
    }
  }

  @Test("A correction beyond the guard leaves its layer alone")
  func guarded() throws {
    let result = try BiasCorrection(guardRatio: 1e-6).corrected(net(), over: batches, quantize: coarse)
    // Without a bias there is nothing to compare with.
    #expect(result.corrected == ["conv2"])
    #expect(result.skipped == ["conv1", "dense"])
  }

  @Test(
    "The mean of a clamped normal distribution is that of a numeric integral",
    arguments: [(0.0, 1.0), (1.5, 0.5), (-2, 1), (3, 0.01), (5, 2), (-0.3, 4)])
  func clampedNormal(mean: Double, deviation: Double) {
    for range in [0...Double.infinity, 0...6, -1...1] {
      // Midpoints of 200,000 steps over ±10 deviations.
      let n = 200_000
      let width = 20 * deviation / Double(n)
      var integral = 0.0
      for i in 0..<n {
        let x = mean - 10 * deviation + (Double(i) + 0.5) * width
        let t = (x - mean) / deviation
        let density = exp(-t * t / 2) / (deviation * (2 * Double.pi).squareRoot())
        integral += min(max(x, range.lowerBound), range.upperBound) * density * width
      }
      #expect(abs(ClampedNormal(mean: mean, deviation: deviation).mean(in: range) - integral) < 1e-6)
    }
  }

  @Test("Without data: the shift that weights cause behind a batch normalization, as the expected input says")
  func analytic() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 4, 4, 2]))
    func vector(_ values: [Float]) -> ValueID { graph.constant(Tensor(values)) }
    let a = try graph.apply(
      Conv(), x, graph.constant(.random([2, 1, 1, 2], seed: 1), name: "w1"), name: "first")
    let norm = try graph.append(
      BatchNormalization(epsilon: 0), [a, vector([1, 2]), vector([0.5, -1]), vector([0, 0]), vector([1, 1])])
    let w = try Tensor([0.4, 0.7] as [Float], shape: [1, 1, 1, 2])
    graph.outputs = [
      try graph.apply(
        Conv(), graph.apply(Relu(), norm[0]), graph.constant(w, name: "w2"), vector([10]), name: "second")
    ]
    let simple = try CrossLayerEqualization(absorbsBiases: false).equalized(graph)
    let layer = WeightedLayer.all(of: simple.graph)[1]
    let rows = simple.graph.weightRows(of: layer)
    let result = try AnalyticBiasCorrection().corrected(simple.graph, statistics: simple.statistics) { other in
      other.node.name == "second" ? [rows[0] + 0.1, rows[1] - 0.2] : simple.graph.weightRows(of: other)
    }
    let moments = try #require(simple.statistics["first"])
    let expected = zip(moments.means, moments.deviations).map {
      ClampedNormal(mean: $0, deviation: $1).mean(in: 0...Double.infinity)
    }
    let shift = 0.1 * expected[0] - 0.2 * expected[1]
    #expect(abs(Double(result.graph.biasValues(of: layer)[0]) - (10 - shift)) < 1e-5)
    #expect(result.skipped == ["first"])
  }
}
