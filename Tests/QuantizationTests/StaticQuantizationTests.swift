import EdgeRuntime
import Graphs
import Operators
import Quantization
import Tensors
import Testing

@Suite("Static quantization")
struct StaticQuantizationTests {
  func net() throws -> Graph {
    var graph = Graph(name: "net")
    let x = graph.input("x", .float32([1, 12, 12, 3]))
    func weight(_ name: String, _ shape: Shape, _ bound: Float, seed: UInt64) -> ValueID {
      graph.constant(.random(shape, from: -bound, to: bound, seed: seed), name: name)
    }
    let same = Conv(Window(padding: Padding(1)))
    let a = try graph.apply(
      Relu(), graph.apply(same, x, weight("w1", [16, 3, 3, 3], 0.4, seed: 1), weight("b1", [16], 0.3, seed: 2)))
    let b = try graph.apply(same, a, weight("w2", [16, 3, 3, 16], 0.15, seed: 3), weight("b2", [16], 0.2, seed: 4))
    let sum = try graph.apply(Relu(), graph.apply(Add(), b, a))
    let pooled = try graph.apply(MaxPool(Pair(2, 2), Window(stride: Pair(2, 2))), sum)
    let mean = try graph.apply(GlobalAveragePool(), pooled)
    let flat = try graph.apply(Flatten(axis: 1), mean)
    graph.outputs = [
      try graph.apply(
        Gemm(transposeB: true), flat, weight("w3", [10, 16], 0.5, seed: 5), weight("b3", [10], 0.1, seed: 6))
    ]
    return graph
  }

  var batches: [Tensor] { (0..<16).map { .random([1, 12, 12, 3], seed: 100 + $0) } }

  @Test("Weights are stored as int8, biases as int32 at the scale s_x·s_w")
  func storage() throws {
    let result = try StaticQuantization(calibration: .minMax).quantized(net(), calibrationBatches: batches)
    let byName = Dictionary(
      result.graph.constants.map { (result.graph[$0].name, result.graph[$0].type) }, uniquingKeysWith: { a, _ in a })
    #expect(byName["w1"]?.element == .int8)
    #expect(byName["w1"]?.quantization?.scales.count == 16)
    #expect(byName["b2"]?.element == .int32)
    let input = try #require(result.activations.first { $0.name == "x" })
    let scale = AffineParameters.asymmetric(input.range, element: .uint8).scale
    let weightScale = try #require(byName["w1"]?.quantization?.scales[4])
    #expect(byName["b1"]?.quantization?.scales[4] == weightScale * scale)
  }

  @Test("The runtime fuses everything into integer steps: one conversion at each end")
  func integerSteps() throws {
    let graph = try StaticQuantization(calibration: .minMax).quantized(net(), calibrationBatches: batches).graph
    let plan = try ExecutionPlan(graph)
    #expect(plan.referenceSteps.isEmpty)
    let names = plan.steps.map { type(of: $0.node.op).name }
    #expect(names.filter { $0 == "QuantizeLinear" }.count == 1)
    #expect(!names.contains("DequantizeLinear"))
    #expect(
      plan.steps.filter { $0.node.op is Conv }.allSatisfy { plan.graph.type(of: $0.node.outputs[0]).element == .uint8 })
  }

  @Test("Fused integer execution stays within the real-arithmetic definition by a code per layer")
  func agreesWithDefinition() throws {
    let graph = try StaticQuantization(calibration: .minMax).quantized(net(), calibrationBatches: batches).graph
    let session = try Session(ExecutionPlan(graph))
    for seed in 0..<8 {
      let x = Tensor.random([1, 12, 12, 3], seed: 1000 + UInt64(seed))
      let expected = try graph.reference([x])[0].floats
      let found = try session.run([x])[0].floats
      let range = (expected.max() ?? 1) - (expected.min() ?? 0)
      // A one-code difference in some elements of a layer averages out over 144 pixels; 1 % of the range is 2.5 codes.
      for (a, b) in zip(expected, found) { #expect(abs(a - b) <= 0.01 * range, "seed \(seed)") }
    }
  }

  /// Two convolutions whose first has channels of very different size, made up for in the second: the same function as
  /// an evenly scaled pair, and the case in which one scale for all weights fails (Nagel et al. 2019).
  func unevenPair() throws -> Graph {
    var graph = Graph(name: "uneven")
    let x = graph.input("x", .float32([1, 12, 12, 3]))
    var first = Tensor.random([16, 3, 3, 3], from: -0.4, to: 0.4, seed: 1)
    var second = Tensor.random([8, 1, 1, 16], from: -0.4, to: 0.4, seed: 3)
    // Every second channel is 1/64 as large in the first layer and 64 times as large in the second.
    first.withMutableElements(as: Float.self) { w in for i in w.indices where i / 27 % 2 == 0 { w[i] /= 64 } }
    second.withMutableElements(as: Float.self) { w in for i in w.indices where i % 2 == 0 { w[i] *= 64 } }
    let same = Conv(Window(padding: Padding(1)))
    let a = try graph.apply(Relu(), graph.apply(same, x, graph.constant(first, name: "w1")))
    graph.outputs = [try graph.apply(Conv(), a, graph.constant(second, name: "w2"))]
    return graph
  }

  @Test("Per-channel weight scales keep small channels that one scale for all loses")
  func perChannelHelps() throws {
    let graph = try unevenPair()
    let weights = try #require(graph.constants.first { graph[$0].name == "w1" }.flatMap { graph.constant($0) })
    func distinctCodes(_ granularity: Granularity) throws -> Int {
      let slot = WeightSlot(input: 1, outputAxis: 0, groupAxis: 3)
      let codes = try QuantizationScheme.weights(.int8, granularity).quantized(weights, slot)
      return Set(codes.elements(as: Int8.self).prefix(27)).count
    }
    // Channel 0 reaches 1/64 of the largest weight: at most codes −2…2 of one common scale.
    #expect(try distinctCodes(.perTensor) <= 5)
    #expect(try distinctCodes(.perChannel) > 20)
    let x = Tensor.random([1, 12, 12, 3], seed: 77)
    let truth = try graph.reference([x])[0].floats
    func error(_ granularity: Granularity) throws -> Float {
      let quantized = try StaticQuantization(calibration: .minMax, granularity: granularity)
        .quantized(graph, calibrationBatches: batches).graph
      let found = try Session(ExecutionPlan(quantized)).run([x])[0].floats
      return zip(truth, found).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    #expect(try error(.perChannel) < error(.perTensor))
  }

  @Test("No calibration data is an error")
  func noData() throws {
    let graph = try net()
    #expect(throws: QuantizationError.self) { try StaticQuantization().quantized(graph, calibrationBatches: []) }
  }
}
