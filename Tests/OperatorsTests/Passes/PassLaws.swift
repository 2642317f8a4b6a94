import Graphs
import Operators
import Tensors
import Testing

/// What holds for every pass of the pipeline, whatever it does.
@Suite("Every pass")
struct PassLaws {
  /// A small network, an input, and how far a rewrite may move its output.
  private struct Sample {
    let graph: Graph
    let input: Tensor
    /// Absolute, for outputs near 1.
    let tolerance: Float
  }

  private static let names = ["lenet", "glyphnet", "gates and normalizations", "codes"]

  private func sample(_ name: String) throws -> Sample {
    switch name {
    // Folded weights are rounded once more: a few roundings of 2⁻²⁴ through at most ten layers.
    case "lenet":
      Sample(graph: try Model.leNet.graph(seed: 1), input: .random([1, 28, 28, 1], seed: 2), tolerance: 1e-5)
    case "glyphnet":
      Sample(graph: try Model.glyphNet.graph(seed: 1), input: .random(Model.glyphNet.input, seed: 2), tolerance: 1e-5)
    // Four steps of the last scale of 0.03, as ``QuantizedPassTests`` explains.
    case "codes":
      Sample(graph: try QuantizedPassTests.network(), input: .random([1, 8, 8, 3], seed: 11), tolerance: 0.12)
    default: Sample(graph: try mixed(), input: .random([1, 6, 6, 4], seed: 5), tolerance: 1e-5)
    }
  }

  /// Patterns of newer networks: padding apart, a gate, a twin, a residual, movements that cancel.
  private func mixed() throws -> Graph {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 6, 6, 4]))
    let padded = try graph.apply(Pad(before: [0, 1, 1, 0], after: [0, 1, 1, 0]), x)
    let w = graph.constant(.random([4, 3, 3, 4], from: -0.3, to: 0.3, seed: 6))
    let y = try graph.apply(Conv(), padded, w)
    let gated = try graph.apply(Multiply(), y, try graph.apply(Sigmoid(), y))
    let twin = try graph.apply(Add(), try graph.apply(Relu(), gated), try graph.apply(Relu(), gated))
    let moved = try graph.apply(Transpose([0, 3, 1, 2]), try graph.apply(Add(), twin, x))
    let back = try graph.apply(Transpose([0, 2, 3, 1]), moved)
    let dense = graph.constant(.random([144, 5], from: -0.1, to: 0.1, seed: 7))
    let sum = try graph.apply(
      Add(), try graph.apply(MatMul(), try graph.apply(Flatten(), back), dense), graph.constant(.random([5], seed: 8)))
    graph.outputs = [sum]
    return graph
  }

  private func difference(_ a: Tensor, _ b: Tensor) -> Float {
    guard a.shape == b.shape else { return .infinity }
    return zip(a.floats, b.floats).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test("keeps the outputs, one after the other, and leaves a graph that verifies", arguments: names)
  func keeps(_ name: String) throws {
    let sample = try sample(name)
    let expected = try sample.graph.reference([sample.input])[0]
    var graph = sample.graph
    for pass in FusionPipeline.standard {
      let after = try pass(graph)
      let changed = PassSupport.outline(after) != PassSupport.outline(graph)
      graph = after
      guard changed else { continue }
      let found = try graph.reference([sample.input])[0]
      #expect(difference(found, expected) <= sample.tolerance, "\(type(of: pass).name)")
    }
    #expect(PassSupport.outline(graph) == PassSupport.outline(try FusionPipeline.optimized(sample.graph)))
  }

  @Test("can be left out, and what is left computes the same", arguments: FusionPipeline.names)
  func switchable(_ pass: String) throws {
    for name in PassLaws.names where name != "glyphnet" {
      let sample = try sample(name)
      let expected = try sample.graph.reference([sample.input])[0]
      let after = try FusionPipeline.optimized(sample.graph, without: [pass])
      try after.verify()
      #expect(difference(try after.reference([sample.input])[0], expected) <= sample.tolerance, "\(name)")
    }
  }

  @Test("a pass that breaks the graph is named")
  func broken() throws {
    let graph = try Model.leNet.graph(seed: 1)
    #expect {
      _ = try graph.rewritten(by: [Simplification(), Breaking(), ActivationFusion()])
    } throws: { error in
      if case GraphError.pass(name: "Breaking", problem: _) = error { true } else { false }
    }
  }

  /// Puts a value of another shape in the place of the first Relu's.
  private struct Breaking: GraphPass {
    func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
      guard node.op is Relu else { return nil }
      var patch = GraphPatch(graph)
      patch.replace(node.outputs[0], with: patch.constant(Tensor(repeating: 0, shape: [3])))
      return patch
    }
  }
}
