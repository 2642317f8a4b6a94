import Graphs
import Operators
import Quantization
import Tensors
import Testing

@Suite("Rounding layer by layer")
struct LayerwiseRoundingTests {
  /// A convolution, one in groups, a depthwise one and a dense layer.
  private func net() throws -> Graph {
    var graph = Graph(name: "net")
    let x = graph.input("x", .float32([1, 8, 8, 4]))
    let same = Window(padding: Padding(1))
    func constant(_ shape: Shape, _ seed: UInt64, _ name: String) -> ValueID {
      graph.constant(.random(shape, seed: seed), name: name)
    }
    let a = try graph.apply(
      Relu(), graph.apply(Conv(same), x, constant([8, 3, 3, 4], 1, "w1"), constant([8], 2, "b1"), name: "conv"))
    let b = try graph.apply(
      Relu(), graph.apply(Conv(same, groups: 2), a, constant([6, 3, 3, 4], 3, "w2"), name: "grouped"))
    let c = try graph.apply(
      Relu(),
      graph.apply(DepthwiseConv(Window(stride: Pair(2, 2))), b, constant([3, 3, 6], 4, "w3"), name: "depthwise"))
    let flat = try graph.apply(Flatten(axis: 1), c)
    graph.outputs = [
      try graph.apply(Gemm(transposeB: true), flat, constant([5, 54], 5, "w4"), constant([5], 6, "b4"), name: "dense")
    ]
    return graph
  }

  /// Neighbouring pixels resemble each other, as in images.
  private var batches: [Tensor] {
    (0..<4 as Range<UInt64>).map { seed in
      var tensor = Tensor.random([8, 8, 8, 4], seed: 70 + seed)
      tensor.withMutableElements(as: Float.self) { x in
        for i in 4..<x.count { x[i] = 0.8 * x[i - 4] + 0.4 * x[i] }
      }
      return tensor
    }
  }

  static let methods: [LayerwiseRounding.Method] = [
    .gptq(GPTQ()), .gptq(GPTQ(ordersByActivation: false)), .adaRound(AdaRound(steps: 400)),
  ]

  @Test(
    "In every layer the output error is below rounding to nearest, also with codes as activations", arguments: methods)
  func everyLayer(method: LayerwiseRounding.Method) throws {
    let graph = try net()
    let input = graph.inputs[0]
    let coded = FakeQuantize(QuantizationParameters(scale: 0.01, zeroPoint: 128), codes: 0...255)
    for activations in [[:], [input: coded]] {
      let result = try LayerwiseRounding(method, bits: 4).rounded(graph, over: batches, activations: activations)
      #expect(result.layers.map(\.name) == ["conv", "grouped", "depthwise", "dense"])
      for layer in result.layers {
        #expect(layer.error < layer.nearestError, "\(layer.name): \(layer.error) against \(layer.nearestError)")
      }
    }
  }

  @Test("Codes stand for the weights of the graph that comes back, in the stored order")
  func codes() throws {
    let graph = try net()
    var method = LayerwiseRounding(.gptq(GPTQ()), bits: 4)
    method.exceptions = ["dense": 8]
    let result = try method.rounded(graph, over: batches)
    #expect(Set(result.codes.keys) == ["w1", "w2", "w3", "w4"])
    for layer in WeightedLayer.all(of: graph) {
      let codes = try #require(result.codes[graph[layer.weights].name])
      let weights = try #require(result.graph.constant(result.graph.nodes[layer.position].inputs[1]))
      #expect(try codes.dequantized() == weights)
      #expect(codes.element == (layer.node.name == "dense" ? .int8 : .int4))
    }
  }

  @Test(
    "Groups and whole layers as codes give the reals back, whichever way a product is stored", arguments: [true, false])
  func groups(transposed: Bool) throws {
    var graph = Graph(name: "product")
    let x = graph.input("x", .float32([3, 20]))
    let w = graph.constant(.random(transposed ? [6, 20] : [20, 6], seed: 1), name: "w")
    graph.outputs = [try graph.apply(Gemm(transposeB: transposed), x, w, name: "dense")]
    for (group, shares) in [(8, false), (nil, false), (nil, true)] as [(Int?, Bool)] {
      var method = LayerwiseRounding(.gptq(GPTQ()), bits: 3)
      method.group = group
      method.sharesRows = shares
      let result = try method.rounded(graph, over: [.random([64, 20], seed: 2)])
      let codes = try #require(result.codes["w"])
      let weights = try #require(result.graph.constant(result.graph.nodes[0].inputs[1]))
      #expect(try codes.dequantized() == weights)
      #expect(codes.type.quantization?.scales.count == (shares ? 1 : group == nil ? 6 : 18))
      // They take the place of rounding to nearest in a weight-only model.
      let made = try WeightOnlyQuantization(.weights(.int4)).quantized(graph, given: result.codes)
      let stored = made.nodes.compactMap { made.constant($0.inputs[0]) }
      #expect(stored.contains(codes))
    }
  }

  @Test("Nearest is what weights have without a method, and needs no data")
  func nearest() throws {
    let graph = try net()
    var method = LayerwiseRounding(.nearest, bits: 8)
    method.fit = .largest
    let result = try method.rounded(graph, over: [])
    let first = WeightedLayer.all(of: graph)[0]
    let weights = try #require(graph.constant(first.weights))
    let slot = try #require(WeightSlot.all(of: first.node, in: graph).first)
    let expected = try QuantizationScheme.weights().quantized(weights, slot)
    #expect(result.codes["w1"] == expected)
  }

  @Test("Without data the methods that need some say so")
  func noData() throws {
    #expect(throws: QuantizationError.self) {
      try LayerwiseRounding(.gptq(GPTQ()), bits: 4).rounded(net(), over: [])
    }
  }
}
