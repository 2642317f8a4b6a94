import EdgeRuntime
import Graphs
import Quantization
import Tensors
import Testing

@Suite("Mixed precision")
struct MixedPrecisionTests {
  private let fine = LayerForm(variant: 0)
  private let coarse = LayerForm(variant: 1)

  /// Noise of the output as a share of the signal, computed here.
  private func noise(_ graph: Graph, against base: Graph, _ samples: [[Tensor]]) throws -> Double {
    var (signal, noise) = (0.0, 0.0)
    for sample in samples {
      for (x, y) in zip(try base.reference(sample)[0].floats, try graph.reference(sample)[0].floats) {
        signal += Double(x) * Double(x)
        noise += (Double(x) - Double(y)) * (Double(x) - Double(y))
      }
    }
    return noise / signal
  }

  @Test("with room for one finer layer it is the one that trying all of them finds")
  func oneLayer() throws {
    let net = try DenseNet { layer, weights in
      // The middle layer has an outlier, so that coarse codes hurt it most.
      if layer == 1 { weights[3] = 4 }
    }
    let variants = [try net.quantized(), try net.coarse(24)]
    let search = try MixedPrecision(net.graph, variants: variants, forms: [coarse, fine])
    let samples = DenseNet.samples(32)
    let result = try search.run(samples, budget: 4) { $1 == fine ? 2 : 1 }

    let assembly = try LayerAssembly(net.graph, variants: variants)
    let candidates: [[String]] = [[]] + assembly.layers.map { [$0] }
    let found = try candidates.map { layers in
      let forms = Dictionary(uniqueKeysWithValues: assembly.layers.map { ($0, layers.contains($0) ? fine : coarse) })
      return try noise(assembly.graph(forms), against: net.graph, samples)
    }
    let best = try #require(found.min())
    // The runtime's integer kernels may round a code another way than the reference does.
    #expect(abs(result.best.measured - best) < 0.05 * best)
    #expect(result.best.cost <= 4)
    #expect(try abs(noise(result.graph, against: net.graph, samples) - best) < 0.05 * best)
    #expect(result.trials.contains { $0.isUniform && $0.choice == [0, 0, 0] })
    #expect(result.sensitivities.allSatisfy { $0.count == 2 && $0[0] > $0[1] })
  }

  @Test("a budget for everything takes the finest; one for nothing says what the least is")
  func ends() throws {
    let net = try DenseNet()
    let search = try MixedPrecision(
      net.graph, variants: [net.quantized(), net.coarse(24)], forms: [.float, coarse, fine])
    let bytes = search.layers.map { search.bytes($0, .float) }
    #expect(bytes == [8 * 8 * 4 + 32, 8 * 8 * 4 + 32, 8 * 8 * 4 + 32])
    #expect(search.bytes("dense0", fine) < 8 * 8 * 4)
    let all = try search.run(DenseNet.samples(8), budget: 1e6) { Double(search.bytes($0, $1)) }
    #expect(all.best.choice == [0, 0, 0])
    #expect(all.best.measured == 0)
    #expect(throws: QuantizationError.self) {
      try search.run(DenseNet.samples(8), budget: 10) { Double(search.bytes($0, $1)) }
    }
    #expect(throws: QuantizationError.self) { try search.run([], budget: 1e6) { _, _ in 0 } }
  }
}

@Suite("Accuracy-aware quantization")
struct AccuracyAwareQuantizationTests {
  /// Higher is better, 0 for the float model: the negative distance on inputs that ranking does not see.
  private func metric(_ graph: Graph, _ base: Graph) throws -> Double {
    var distance = 0.0
    for seed in 0..<24 {
      let input = [Tensor.random([1, 8], seed: 900 + UInt64(seed))]
      for (x, y) in zip(try base.reference(input)[0].floats, try graph.reference(input)[0].floats) {
        distance += Double(abs(x - y))
      }
    }
    return -distance
  }

  @Test("as few layers go back to float as trying all sets needs; the rest stay codes")
  func reached() throws {
    let net = try DenseNet { layer, weights in if layer == 2 { weights[5] = 6 } }
    let variant = try net.coarse(20)
    let assembly = try LayerAssembly(net.graph, variants: [variant])
    let all = try metric(variant, net.graph)
    for share in [0.9, 0.5, 0.2, 0.02] {
      let drop = -all * share
      let least = try (0..<8).filter { set in
        let forms = Dictionary(
          uniqueKeysWithValues: assembly.layers.enumerated().map {
            ($1, set >> $0 & 1 == 1 ? LayerForm.float : LayerForm(variant: 0))
          })
        return try -metric(assembly.graph(forms), net.graph) <= drop
      }.map(\.nonzeroBitCount).min()
      let result = try AccuracyAwareQuantization(net.graph, variants: [variant])
        .run(DenseNet.samples(32), drop: drop, metric: { try metric($0, net.graph) })
      #expect(result.baseline == 0)
      #expect(result.isReached)
      #expect(result.best.float.count == least, "\(share)")
      #expect(try metric(result.graph, net.graph) == result.best.metric)
    }
  }

  @Test("out of reach, out of trials or stopped, the best so far comes back with every trial")
  func unreached() throws {
    let net = try DenseNet()
    let search = try AccuracyAwareQuantization(net.graph, variants: [net.coarse(20)])
    let beyond = try search.run(DenseNet.samples(8), drop: -1, metric: { try metric($0, net.graph) })
    #expect(!beyond.isReached)
    #expect(beyond.best.metric == beyond.trials.map(\.metric).max())
    var limits = AccuracyAwareQuantization.Limits()
    limits.trials = 1
    let one = try search.run(DenseNet.samples(8), drop: 0, limits: limits, metric: { try metric($0, net.graph) })
    #expect(one.trials.count == 1)
    #expect(one.best.float.isEmpty)
    #expect(throws: CancellationError.self) {
      try search.run(DenseNet.samples(8), drop: 0, metric: { _ in 0 }, shouldStop: { true })
    }
  }
}
