import Graphs
import Operators
import Tensors
import Testing

@Suite("Names of fused nodes")
struct SourceNameTests {
  /// Every node of the model as it was written stands in the sources of some node of the optimized one.
  private func missing(_ graph: Graph, _ optimized: Graph) -> [String] {
    let kept = Set(optimized.nodes.flatMap(\.sources))
    return graph.withoutDeadNodes().nodes.map(\.name).filter { !kept.contains($0) }
  }

  @Test("no name is lost, and none is there twice in one node", arguments: ["lenet", "resnet8", "glyphnet"])
  func models(_ name: String) throws {
    let model = try #require([Model.leNet, .resNet8, .glyphNet].first { $0.name == name })
    let graph = try model.graph(seed: 1)
    let optimized = try FusionPipeline.optimized(graph)
    #expect(missing(graph, optimized) == [])
    #expect(optimized.nodes.count < graph.nodes.count)
    for node in optimized.nodes { #expect(Set(node.sources).count == node.sources.count) }
  }

  @Test("normalization, addition and activation stand with their convolution")
  func fused() throws {
    var graph = Graph(name: "g")
    let x = graph.input("x", .float32([1, 6, 6, 4]))
    let w = graph.constant(.random([4, 3, 3, 4], seed: 1))
    let c = try graph.apply(Conv(Window(padding: Padding(1))), x, w, name: "conv")
    let parameters = (1...4).map { _ in graph.constant(Tensor([1, 1, 1, 1] as [Float])) }
    let n = try graph.append(BatchNormalization(), [c] + parameters, name: "norm")[0]
    let s = try graph.apply(Add(), n, x, name: "add")
    graph.outputs = [try graph.apply(Relu(), s, name: "relu")]
    let optimized = try FusionPipeline.optimized(graph)
    try #require(optimized.nodes.count == 1)
    #expect(Set(optimized.nodes[0].sources) == ["conv", "norm", "add", "relu"])
  }

  @Test("a node that vanishes leaves its name where its input is made")
  func vanished() throws {
    var graph = Graph(name: "g")
    let x = graph.input("x", .float32([2, 3]))
    let y = try graph.apply(Sigmoid(), x, name: "sigmoid")
    let z = try graph.apply(Identity(), y, name: "same")
    graph.outputs = [try graph.apply(Tanh(), z, name: "tanh")]
    let optimized = try FusionPipeline.optimized(graph)
    #expect(optimized.nodes.map(\.sources) == [["sigmoid", "same"], ["tanh"]])
  }

  @Test("quantizers stand with the layer that works on codes")
  func quantized() throws {
    let graph = try QuantizedPassTests.network()
    #expect(missing(graph, try FusionPipeline.optimized(graph)) == [])
  }
}

@Suite("Inputs that pick rows")
struct PickedRowsTests {
  @Test("the smallest table bounds the numbers, through whatever moves them")
  func bounds() throws {
    var graph = Graph(name: "g")
    let ids = graph.input("ids", TensorType(.int64, [1, 4]))
    let mask = graph.input("mask", TensorType(.int64, [1, 4]))
    let words = graph.constant(.random([30, 2], seed: 1))
    let kinds = graph.constant(.random([3, 7], seed: 2))
    let first = try graph.apply(Slice(axis: 1, start: 0, count: 2), ids)
    let a = try graph.apply(Gather(), words, ids)
    let b = try graph.apply(Gather(axis: 1), kinds, try graph.apply(Reshape([2]), first))
    graph.outputs = [a, b, try graph.apply(Cast(.float32), mask)]
    #expect(graph.rowsPicked(by: ids) == 7)
    #expect(graph.rowsPicked(by: mask) == nil)
  }
}
