import Graphs
import Operators
import Quantization
import Tensors
import Testing

@Suite("Better quantization by samples")
struct ImprovementTests {
  /// The middle layer has weights of very unlike inputs: what AWQ and better codes are for.
  private func net() throws -> DenseNet {
    try DenseNet { layer, weights in if layer == 1 { for i in 0..<8 { weights[8 * i + 2] *= 6 } } }
  }

  /// Inputs that resemble each other within a sample, as neighbouring pixels do.
  private func samples(_ count: UInt64, seed: UInt64) -> [Tensor] {
    (0..<count).map { number in
      var tensor = Tensor.random([1, 8], seed: seed + number)
      tensor.withMutableElements(as: Float.self) { x in
        for i in 1..<x.count { x[i] = 0.9 * x[i - 1] + 0.3 * x[i] }
      }
      return tensor
    }
  }

  private func batches(_ graph: Graph) -> [Tensor] {
    CalibrationBatches.joined(samples(128, seed: 50), for: graph)
  }

  /// Noise of the outputs as a share of the signal, on samples that nothing was chosen by.
  private func noise(_ made: Graph, against graph: Graph) throws -> Double {
    var (signal, noise) = (0.0, 0.0)
    for sample in samples(100, seed: 5_000).map({ [$0] }) {
      for (x, y) in zip(try graph.reference(sample)[0].floats, try made.reference(sample)[0].floats) {
        signal += Double(x) * Double(x)
        noise += Double(x - y) * Double(x - y)
      }
    }
    return noise / signal
  }

  private func method(_ activations: QuantizationScheme?) -> QuantizationMethod {
    var method = QuantizationMethod(.int4)
    method.granularity = .perChannel
    method.activations = activations
    method.calibration = .minMax
    return method
  }

  @Test(
    "At 4 bits chosen codes lose less than the nearest ones, with activations in float and as codes",
    arguments: [WeightRounding.adaRound, .gptq, .awq], [nil, QuantizationScheme.activations])
  func rounding(_ rounding: WeightRounding, activations: QuantizationScheme?) throws {
    let graph = try net().graph
    let method = method(activations)
    let batches = batches(graph)
    let plain = try method.quantized(graph, batches: batches, improvement: .init()).outcome.graph
    let better = try method.quantized(graph, batches: batches, improvement: .init(rounding: rounding))
    let (before, after) = (try noise(plain, against: graph), try noise(better.outcome.graph, against: graph))
    #expect(after < before, "\(after) against \(before)")
    // Scales of channels cancel; AWQ clips weights besides.
    if rounding != .awq { #expect(try noise(better.float, against: graph) < 1e-9) }
  }

  @Test("Nothing but batches: the same as sample by sample")
  func plain() throws {
    let graph = try net().graph
    let method = method(.activations)
    let batches = batches(graph)
    let together = try method.quantized(graph, batches: batches, improvement: .init()).outcome.graph
    let single = try method.quantized(graph, samples: samples(128, seed: 50).map { [$0] }).graph
    for seed in 0..<20 as Range<UInt64> {
      let sample = [Tensor.random([1, 8], seed: 900 + seed)]
      #expect(try together.reference(sample) == single.reference(sample))
    }
  }

  @Test("A channel that no sample makes active leaves AWQ the others")
  func silent() throws {
    var graph = try net().graph
    for id in graph.constants where graph[id].name == "b0" {
      var bias = graph.constant(id)?.floats ?? []
      bias[3] = -10
      graph.setConstant(id, Tensor(bias))
    }
    var method = QuantizationMethod(.int8Weights)
    method.granularity = .perChannel
    let made = try method.quantized(graph, batches: batches(graph), improvement: .init(rounding: .awq))
    #expect(try noise(made.outcome.graph, against: graph) < 1e-3)
  }

  @Test("Scaled channels leave the float model as it was, and layers of both fit each other")
  func scaled() throws {
    let graph = try net().graph
    var improvement = QuantizationImprovement(correctsBias: true)
    improvement.equalization = CrossLayerEqualization()
    improvement.smoothing = SmoothQuant()
    let made = try method(.activations).quantized(graph, batches: batches(graph), improvement: improvement)
    #expect(try noise(made.float, against: graph) < 1e-9)
    let assembly = try LayerAssembly(made.float, variants: [made.outcome.graph])
    #expect(assembly.layers == ["dense0", "dense1", "dense2"])
    for layer in assembly.layers {
      let one = try assembly.graph([layer: LayerForm(variant: 0)])
      #expect(try noise(one, against: graph) < 0.2, "\(layer)")
    }
  }

  @Test("What cannot be done is said")
  func refusals() throws {
    let graph = try net().graph
    #expect(throws: QuantizationError.self) {
      try QuantizationMethod(.fp16).quantized(graph, batches: batches(graph), improvement: .init(rounding: .gptq))
    }
    #expect(throws: QuantizationError.self) {
      try method(nil).quantized(graph, batches: [], improvement: .init(rounding: .gptq))
    }
    var two = Graph()
    let (x, y) = (two.input("x", .float32([1, 8])), two.input("y", .float32([1, 8])))
    two.outputs = [
      try two.apply(Gemm(transposeB: true), two.apply(Add(), x, y), two.constant(.random([4, 8], seed: 1), name: "w"))
    ]
    #expect(throws: QuantizationError.self) {
      try method(nil).quantized(two, batches: batches(graph), improvement: .init(rounding: .gptq))
    }
  }

  @Test("Samples stand side by side in their order, or alone where a model takes one at a time")
  func joined() throws {
    let graph = try net().graph
    let samples = DenseNet.samples(70).map { $0[0] }
    let joined = CalibrationBatches.joined(samples, for: graph)
    #expect(joined.map(\.shape) == [[32, 8], [32, 8]])
    #expect(joined.flatMap(\.floats) == samples.prefix(64).flatMap(\.floats))
    #expect(CalibrationBatches.joined(Array(samples.prefix(5)), for: graph).map(\.shape) == [[5, 8]])
    var fixed = Graph()
    let x = fixed.input("x", .float32([1, 8]))
    fixed.outputs = [try fixed.apply(Reshape([1, 2, 4]), x)]
    #expect(CalibrationBatches.joined(samples, for: fixed) == samples)
  }

  @Test("Mixed: no more bytes than the budget, and no uniform form within it is better")
  func mixed() throws {
    let graph = try net().graph
    let samples = samples(64, seed: 50).map { [$0] }
    for improvement in [QuantizationImprovement(), .init(rounding: .gptq), .init(rounding: .awq)] {
      for share in [0.45, 0.6, 1] {
        let result = try MixedQuantization(improvement: improvement)
          .quantized(graph, samples: samples, budget: .share(share))
        #expect(result.floatBytes == 3 * (8 * 8 * 4 + 32))
        #expect(Double(result.bytes) <= share * Double(result.floatBytes))
        #expect(result.layers.map(\.name) == ["dense0", "dense1", "dense2"])
        if share == 1 { #expect(result.layers.allSatisfy { $0.form == .float32 }) }
        #expect(try noise(result.outcome.graph, against: graph) < 0.2)
      }
    }
    #expect(throws: QuantizationError.self) {
      try MixedQuantization().quantized(graph, samples: samples, budget: .bytes(10))
    }
  }
}
