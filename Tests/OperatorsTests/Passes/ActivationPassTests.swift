import Graphs
import Kernels
import Operators
import Tensors
import Testing

/// Activations and normalizations that files spell out in small operators.
@Suite("Passes on spelled-out operators")
struct ActivationPassTests {
  private func scalar(_ value: Float, in graph: inout Graph) -> ValueID {
    graph.constant(Tensor(repeating: value, shape: .scalar))
  }

  /// Applies a pass and checks that the graph computes the same but for a few roundings.
  private func check(_ graph: Graph, _ pass: any GraphPass, _ arguments: [Tensor], becomes outline: [String]) throws {
    let after = try pass(graph)
    #expect(PassSupport.outline(after) == outline)
    #expect(try after.reference(arguments)[0].distance(to: graph.reference(arguments)[0]) <= 0x1p-18)
  }

  @Test("a value times its sigmoid, in either order", arguments: [true, false])
  func gate(valueFirst: Bool) throws {
    var graph = Graph()
    let x = graph.input("x", .float32([3, 5]))
    let gate = try graph.apply(Sigmoid(), x)
    graph.outputs = [try valueFirst ? graph.apply(Multiply(), x, gate) : graph.apply(Multiply(), gate, x)]
    try check(graph, GateFusion(), [.random([3, 5], seed: 1)], becomes: ["Silu"])
  }

  @Test("another value times a sigmoid stays")
  func otherGate() throws {
    var graph = Graph()
    let (x, z) = (graph.input("x", .float32([3, 5])), graph.input("z", .float32([3, 5])))
    graph.outputs = [try graph.apply(Multiply(), z, try graph.apply(Sigmoid(), x))]
    let arguments = [Tensor.random([3, 5], seed: 1), .random([3, 5], seed: 2)]
    try check(graph, GateFusion(), arguments, becomes: ["Sigmoid", "Multiply"])
  }

  @Test("the Gaussian unit in the orders that exporters write", arguments: ["half last", "half first", "half gate"])
  func gaussianUnit(_ form: String) throws {
    var graph = Graph()
    let x = graph.input("x", .float32([3, 5]))
    let half = scalar(0.5, in: &graph)
    let scaled =
      form == "half last"
      ? try graph.apply(Divide(), x, scalar(Float(2).squareRoot(), in: &graph))
      : try graph.apply(Multiply(), scalar(Float(0.5).squareRoot(), in: &graph), x)
    let gate = try graph.apply(Add(), try graph.apply(Erf(), scaled), scalar(1, in: &graph))
    switch form {
    case "half last": graph.outputs = [try graph.apply(Multiply(), try graph.apply(Multiply(), x, gate), half)]
    case "half first": graph.outputs = [try graph.apply(Multiply(), try graph.apply(Multiply(), half, x), gate)]
    default: graph.outputs = [try graph.apply(Multiply(), x, try graph.apply(Multiply(), half, gate))]
    }
    try check(graph, GaussianUnitFusion(), [.random([3, 5], from: -4, to: 4, seed: 1)], becomes: ["Gelu"])
  }

  @Test("an error function of something else stays", arguments: [0.7, 1])
  func otherErf(_ factor: Float) throws {
    var graph = Graph()
    let x = graph.input("x", .float32([4]))
    let erf = try graph.apply(Erf(), try graph.apply(Multiply(), x, scalar(factor, in: &graph)))
    let gate = try graph.apply(Add(), erf, scalar(1, in: &graph))
    graph.outputs = [try graph.apply(Multiply(), try graph.apply(Multiply(), x, gate), scalar(0.5, in: &graph))]
    let outline = ["Multiply", "Erf", "Add", "Multiply", "Multiply"]
    try check(graph, GaussianUnitFusion(), [.random([4], seed: 1)], becomes: outline)
  }

  private func normalization(bias: Shape) throws -> Graph {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 3, 8]))
    let mean = ReduceMean(axes: [-1], keepsAxes: true)
    let d = try graph.apply(Subtract(), x, try graph.apply(mean, x))
    let variance = try graph.apply(mean, try graph.apply(Multiply(), d, d))
    let root = try graph.apply(Sqrt(), try graph.apply(Add(), variance, scalar(1e-5, in: &graph)))
    let scale = graph.constant(.random([8], from: 0.5, to: 2, seed: 1))
    let scaled = try graph.apply(Multiply(), scale, try graph.apply(Divide(), d, root))
    graph.outputs = [try graph.apply(Add(), scaled, graph.constant(.random(bias, seed: 2)))]
    return graph
  }

  @Test("a layer normalization in small operators becomes one")
  func layerNormalization() throws {
    let graph = try normalization(bias: [8])
    try check(graph, LayerNormalizationFusion(), [.random([2, 3, 8], seed: 3)], becomes: ["LayerNormalization"])
  }

  @Test("with a bias for every row it stays")
  func otherNormalization() throws {
    let graph = try normalization(bias: [3, 8])
    #expect(PassSupport.outline(try LayerNormalizationFusion()(graph)) == PassSupport.outline(graph))
  }

  @Test("a feed-forward layer on rows of rows becomes two products with everything in their ends")
  func feedForward() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 5, 8]))
    let wide = try graph.apply(MatMul(), x, graph.constant(.random([8, 16], seed: 1)))
    let first = try graph.apply(Add(), wide, graph.constant(.random([16], seed: 2)))
    let gate = try graph.apply(
      Add(), try graph.apply(Erf(), try graph.apply(Divide(), first, scalar(Float(2).squareRoot(), in: &graph))),
      scalar(1, in: &graph))
    let active = try graph.apply(Multiply(), try graph.apply(Multiply(), first, gate), scalar(0.5, in: &graph))
    let narrow = try graph.apply(MatMul(), active, graph.constant(.random([16, 8], seed: 3)))
    let second = try graph.apply(Add(), graph.constant(.random([8], seed: 4)), narrow)
    graph.outputs = [try graph.apply(Add(), second, x)]
    let after = try FusionPipeline.optimized(graph)
    #expect(PassSupport.outline(after) == ["Gemm+gelu", "Gemm+residual"])
    let arguments = [Tensor.random([2, 5, 8], seed: 5)]
    let expected = try graph.reference(arguments)[0]
    for level in InstructionSet.available {
      #expect(try PassSupport.runWithKernels(after, arguments, level: level)[0].distance(to: expected) <= 0x1p-18)
    }
  }

  @Test("a gate goes into the convolution before it, by the direct form and by Winograd's", arguments: [1, 3])
  func gateBehindConvolution(_ window: Int) throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 17, 18, 32]))
    let w = graph.constant(.random([40, window, window, 32], from: -0.2, to: 0.2, seed: 1))
    let y = try graph.apply(
      Conv(Window(padding: Padding(window / 2))), x, w, graph.constant(.random([40], seed: 2)))
    graph.outputs = [try graph.apply(Multiply(), y, try graph.apply(Sigmoid(), y))]
    let after = try FusionPipeline.optimized(graph)
    #expect(PassSupport.outline(after) == ["Conv+silu"])
    let arguments = [Tensor.random([1, 17, 18, 32], seed: 3)]
    let expected = try graph.reference(arguments)[0]
    for level in InstructionSet.available {
      // Winograd's transforms cost up to 10⁻⁴ of the largest result.
      let found = try PassSupport.runWithKernels(after, arguments, level: level)[0]
      #expect(found.distance(to: expected) <= 1e-4)
    }
  }

  @Test("two transposes around a split and a join of axes become one")
  func transposes() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 4, 5, 6]))
    let image = try graph.apply(Transpose(ImageLayout.toChannelsFirst), x)
    let anchors = try graph.apply(Reshape([2, 3, 2, 20]), image)
    graph.outputs = [try graph.apply(Transpose([0, 1, 3, 2]), anchors)]
    let arguments = [Tensor.random([2, 4, 5, 6], seed: 1)]
    try check(graph, TransposeMerging(), arguments, becomes: ["Reshape", "Transpose", "Reshape"])
  }

  @Test("a reshape that mixes axes keeps both transposes", arguments: [[2, 4, 30], [2, 20, 6], [8, 5, 6]])
  func mixedAxes(_ shape: [Int]) throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 4, 5, 6]))
    let image = try graph.apply(Transpose(ImageLayout.toChannelsFirst), x)
    let mixed = try graph.apply(Reshape(shape), image)
    graph.outputs = [try graph.apply(Transpose([0, 2, 1]), mixed)]
    let after = try TransposeMerging()(graph)
    let arguments = [Tensor.random([2, 4, 5, 6], seed: 1)]
    #expect(try after.reference(arguments) == graph.reference(arguments))
  }
}
