import EdgeRuntime
import Graphs
import Quantization
import Tensors
import Testing

@Suite("Models put together from layers of several precisions")
struct LayerAssemblyTests {
  private let x = Tensor.random([1, 6, 6, 8], seed: 40)

  private func output(_ graph: Graph) throws -> [Float] { try Session(ExecutionPlan(graph)).run([x])[0].floats }

  @Test(
    "All layers as a variant has them: the variant, also where it takes several nodes for a layer",
    arguments: [QuantizationTarget.int8, .int8Dynamic, .int8Weights, .int4, .fp16])
  func whole(target: QuantizationTarget) throws {
    let net = try WeightOnlyTests.net()
    let samples = (0..<4).map { [Tensor.random([1, 6, 6, 8], seed: 20 + $0)] }
    let variant = try QuantizationMethod(target).quantized(net, samples: samples).graph
    let assembly = try LayerAssembly(net, variants: [variant])
    #expect(assembly.layers.count == 4)
    let all = Dictionary(uniqueKeysWithValues: assembly.layers.map { ($0, LayerForm(variant: 0)) })
    #expect(try output(assembly.graph(all)) == output(variant))
    #expect(try output(assembly.graph([:])) == output(net))
  }

  @Test("One layer of a dynamic variant: its bytes, and an error that the others do not add to")
  func dynamicLayer() throws {
    let net = try WeightOnlyTests.net()
    let variant = try DynamicQuantization().quantized(net)
    let assembly = try LayerAssembly(net, variants: [variant])
    let search = try MixedPrecision(net, variants: [variant], forms: [.float, LayerForm(variant: 0)])
    // The last layer: 10 × 64 weights of one byte and ten scales of four.
    let last = try #require(assembly.layers.last)
    #expect(search.bytes(last, LayerForm(variant: 0)) == 640 + 40)
    #expect(search.bytes(last, .float) == 2560)
    let truth = try output(net)
    func error(_ forms: [String: LayerForm]) throws -> Float {
      try zip(output(assembly.graph(forms)), truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let all = Dictionary(uniqueKeysWithValues: assembly.layers.map { ($0, LayerForm(variant: 0)) })
    let one = try error([last: LayerForm(variant: 0)])
    #expect(try one > 0 && one < error(all))
  }
}
