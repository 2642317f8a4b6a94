import Graphs
import Operators
import Tensors
import Testing

@Suite("Passes on reals")
struct FloatPassTests {
  /// Applies a pass and checks that the graph computes the same; weights may be rounded once more.
  private func check(
    _ graph: Graph, _ pass: any GraphPass, _ arguments: [Tensor], becomes outline: [String],
    tolerance: Float = 0x1p-18
  ) throws {
    let after = try pass(graph)
    #expect(PassSupport.outline(after) == outline)
    let (expected, found) = (try graph.reference(arguments), try after.reference(arguments))
    #expect(found[0].distance(to: expected[0]) <= tolerance)
  }

  @Test("constants are folded, codes stay codes")
  func folding() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 3]))
    let a = graph.constant(.random([3], seed: 1))
    let sum = try graph.apply(Add(), a, graph.constant(.random([3], seed: 2)))
    let codes = try Tensor.random([3], seed: 3).quantized(to: .int8, QuantizationParameters(scale: 0.01))
    let real = try graph.apply(DequantizeLinear(), graph.constant(codes))
    graph.outputs = [try graph.apply(Multiply(), try graph.apply(Add(), x, sum), real)]
    try check(graph, ConstantFolding(), [.random([2, 3], seed: 4)], becomes: ["DequantizeLinear", "Add", "Multiply"])
    let limited = try ConstantFolding(limit: 4)(graph)
    #expect(limited.nodes.count == 4, "12 bytes are above a limit of 4")
    #expect(try ConstantFolding(steps: 8)(graph).nodes.count == 4, "two times three elements in and three out are nine")
  }

  @Test(
    "batch normalization goes into the weights, negative scales too",
    arguments: [
      "conv", "conv in groups", "depthwise", "gemm", "gemm [I,O]", "transposed", "transposed in groups",
    ])
  func normalization(_ kind: String) throws {
    var graph = Graph()
    let isMatrix = kind.hasPrefix("gemm")
    let isTransposed = kind.hasPrefix("transposed")
    let shape: Shape = isMatrix ? [3, 6] : [1, 6, 5, 6]
    let x = graph.input("x", .float32(shape))
    let groups = kind.hasSuffix("groups") ? 2 : 1
    var y: ValueID
    switch kind {
    case "conv", "conv in groups":
      y = try graph.apply(
        Conv(groups: groups), x, graph.constant(.random([6, 3, 3, 6 / groups], seed: 1)),
        graph.constant(.random([6], seed: 2)))
    case "depthwise": y = try graph.apply(DepthwiseConv(), x, graph.constant(.random([3, 3, 6], seed: 1)))
    case "transposed", "transposed in groups":
      let window = VolumeWindow(kernel: [3, 2], stride: [2, 1], before: [1, 0], after: [0, 0])
      y = try graph.apply(Transpose(ImageLayout.toChannelsFirst), x)
      y = try graph.apply(
        ConvTranspose(window, groups: groups), y, graph.constant(.random([6, 6 / groups, 3, 2], seed: 1)),
        graph.constant(.random([6], seed: 2)))
      y = try graph.apply(Transpose(ImageLayout.toChannelsLast), y)
    default:
      y = try graph.apply(Gemm(transposeB: kind == "gemm"), x, graph.constant(.random([6, 6], seed: 1)))
    }
    let vectors: [ValueID?] = [
      graph.constant(.random([6], from: -2, to: 2, seed: 3)), graph.constant(.random([6], seed: 4)),
      graph.constant(.random([6], seed: 5)), graph.constant(.random([6], from: 0.5, to: 2, seed: 6)),
    ]
    graph.outputs = try graph.append(BatchNormalization(), [y] + vectors)
    let name = ["conv": "Conv", "conv in groups": "Conv", "depthwise": "DepthwiseConv"][kind] ?? "Gemm"
    try check(
      graph, BatchNormFolding(), [.random(shape, seed: 7)],
      becomes: isTransposed ? ["Transpose", "ConvTranspose", "Transpose"] : [name])
  }

  @Test("a product with known weights and an added row become one Gemm")
  func matMulAdd() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([4, 5]))
    let y = try graph.apply(MatMul(), x, graph.constant(.random([5, 3], seed: 1)))
    graph.outputs = [try graph.apply(Add(), graph.constant(.random([3], seed: 2)), y)]
    try check(graph, MatMulAddFusion(), [.random([4, 5], seed: 3)], becomes: ["Gemm"])
  }

  @Test("weights follow the layout of a flattened image", arguments: [true, false], [true, false])
  func flattened(transposeB: Bool, reshape: Bool) throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 3, 4, 5]))
    let image = try graph.apply(Transpose(ImageLayout.toChannelsFirst), x)
    let flat = try reshape ? graph.apply(Reshape([0, -1]), image) : graph.apply(Flatten(), image)
    let w = graph.constant(.random(transposeB ? [7, 60] : [60, 7], seed: 1))
    graph.outputs = [try graph.apply(Gemm(transposeB: transposeB), flat, w)]
    try check(graph, FlattenedTranspose(), [.random([2, 3, 4, 5], seed: 2)], becomes: ["Flatten", "Gemm"])
  }

  @Test("on the way to a file, weights follow the layout that convolutions have there", arguments: [true, false])
  func flattenedForFile(transposeB: Bool) throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 6, 6, 3]))
    let conv = try graph.apply(Conv(), x, graph.constant(.random([5, 3, 3, 3], seed: 1)))
    let flat = try graph.apply(Flatten(), try graph.apply(Relu(), conv))
    let w = graph.constant(.random(transposeB ? [7, 80] : [80, 7], seed: 2))
    graph.outputs = [try graph.apply(Gemm(transposeB: transposeB), flat, w)]
    try check(
      graph, FlattenedImage(), [.random([2, 6, 6, 3], seed: 3)],
      becomes: ["Conv", "Relu", "Transpose", "Flatten", "Gemm"])
    let back = try FlattenedTranspose()(FlattenedImage()(graph))
    #expect(PassSupport.outline(back) == ["Conv", "Relu", "Flatten", "Gemm"])
    let weights = try #require(back.nodes.last?.inputs[1])
    #expect(back.constant(weights) == graph.constant(w), "the two passes undo each other to the byte")
  }

  @Test("weights with a scale per flattened element stay where they are: their scales would have to move, too")
  func flattenedScales() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 2, 2, 3]))
    let flat = try graph.apply(Flatten(), try graph.apply(Transpose(ImageLayout.toChannelsFirst), x))
    let scales = QuantizationParameters(symmetric: (1...12).map { Float($0) / 100 }, axis: 1)
    let codes = try Tensor.random([5, 12], seed: 1).quantized(to: .int8, scales)
    let w = try graph.apply(DequantizeLinear(), graph.constant(codes))
    graph.outputs = [try graph.apply(Gemm(transposeB: true), flat, w)]
    try check(
      graph, FlattenedTranspose(), [.random([1, 2, 2, 3], seed: 2)],
      becomes: ["Transpose", "Flatten", "DequantizeLinear", "Gemm"])
  }

  @Test("padding goes into the window")
  func padding() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 5, 6, 3]))
    let padded = try graph.apply(Pad(before: [0, 1, 2, 0], after: [0, 0, 1, 0]), x)
    let conv = Conv(Window(stride: Pair(2, 1), padding: Padding(1)))
    graph.outputs = [try graph.apply(conv, padded, graph.constant(.random([4, 3, 3, 3], seed: 1)))]
    try check(graph, PadFolding(), [.random([1, 5, 6, 3], seed: 2)], becomes: ["Conv"])
  }

  @Test("an activation joins its producer, unless somebody else reads between")
  func activation() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 4, 4, 3]))
    let y = try graph.apply(Conv(), x, graph.constant(.random([5, 3, 3, 3], seed: 1)))
    let z = try graph.apply(Clip.relu6, y)
    graph.outputs = [z]
    try check(graph, ActivationFusion(), [.random([1, 4, 4, 3], seed: 2)], becomes: ["Conv+clamp"], tolerance: 0)
    graph.outputs = [z, y]
    try check(graph, ActivationFusion(), [.random([1, 4, 4, 3], seed: 2)], becomes: ["Conv", "Clip"], tolerance: 0)
  }

  @Test("an addition joins the convolution made last")
  func residual() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 4, 4, 3]))
    let a = try graph.apply(Conv(), x, graph.constant(.random([3, 1, 1, 3], seed: 1)))
    let b = try graph.apply(Conv(), try graph.apply(Relu(), x), graph.constant(.random([3, 1, 1, 3], seed: 2)))
    graph.outputs = [try graph.apply(Relu(), try graph.apply(Add(), b, a))]
    let clamped = try ActivationFusion()(graph)
    let after = try ResidualFusion()(clamped)
    #expect(PassSupport.outline(after) == ["Conv", "Relu", "Conv+residual+clamp"])
    let arguments = [Tensor.random([1, 4, 4, 3], seed: 3)]
    #expect(try after.reference(arguments)[0].distance(to: graph.reference(arguments)[0]) <= 0x1p-20)
  }

  @Test("equal nodes become one, inverse transposes none")
  func duplicates() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 4, 4, 3]))
    let (a, b) = (try graph.apply(Sigmoid(), x), try graph.apply(Sigmoid(), x))
    let there = try graph.apply(Transpose(ImageLayout.toChannelsFirst), try graph.apply(Multiply(), a, b))
    graph.outputs = [try graph.apply(Transpose(ImageLayout.toChannelsLast), try graph.apply(Identity(), there))]
    let simplified = try FusionPipeline.simplified(graph)
    #expect(PassSupport.outline(simplified) == ["Sigmoid", "Multiply"])
  }

  @Test(
    "ready-made models keep what they compute through the whole pipeline", arguments: ["lenet", "resnet8", "glyphnet"])
  func models(_ name: String) throws {
    let model = try #require([Model.leNet, .resNet8, .glyphNet].first { $0.name == name })
    let graph = try model.graph(seed: 3)
    try graph.verify()
    let optimized = try FusionPipeline.optimized(graph)
    let arguments = [Tensor.random(model.input, from: 0, to: 1, seed: 4)]
    let expected = try graph.reference(arguments)[0]
    // Sums of up to 800 terms through up to nine layers, in another order and with folded normalizations.
    #expect(try optimized.reference(arguments)[0].distance(to: expected) <= 0x1p-14)
    #expect(try PassSupport.runWithKernels(optimized, arguments)[0].distance(to: expected) <= 0x1p-14)
    let left = Set(PassSupport.outline(optimized))
    #expect(left.isDisjoint(with: ["Relu", "Add", "BatchNormalization"]), "\(left)")
    #expect(try model.graph(seed: 3).constants.map { graph.constant($0) } == graph.constants.map { graph.constant($0) })
  }

  /// Counts how often a pass is asked.
  private struct Counted<Pass: GraphPass>: GraphPass {
    final class Count: @unchecked Sendable { var looks = 0 }
    let pass: Pass
    let count = Count()
    func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
      count.looks += 1
      return try pass.patch(at: node, in: graph, index: index)
    }
  }

  /// 10,000 nodes: `Add → Relu` 5,000 times.
  private func longChain() throws -> Graph {
    var graph = Graph()
    var x = graph.input("x", .float32([1, 4]))
    let one = graph.constant(Tensor([1] as [Float]))
    for _ in 0..<5_000 { x = try graph.apply(Relu(), try graph.apply(Add(), x, one)) }
    graph.outputs = [x]
    return graph
  }

  @Test("a pass looks at every node once and at those around each rewrite, however long the graph is")
  func looks() throws {
    let graph = try longChain()
    let pass = Counted(pass: ActivationFusion())
    let after = try pass(graph)
    #expect(after.nodes.count == 5_000)
    #expect(PassSupport.outline(after).allSatisfy { $0 == "Add+clamp" })
    // Each of 5,000 rewrites makes one node that is looked at again, with its reader and its neighbours.
    #expect(pass.count.looks <= 10_000 + 5 * 5_000)
  }

  @Test("10,000 nodes go through the whole pipeline and keep what they compute")
  func longPipeline() throws {
    let after = try FusionPipeline.optimized(longChain())
    #expect(after.nodes.count == 5_000)
    // Of −3 the first step makes 0 and the other 4,999 add one each.
    let y = try after.reference([try Tensor([-3, 0, 1, 2] as [Float], shape: [1, 4])])
    #expect(y[0].floats == [4_999, 5_000, 5_001, 5_002])
  }

  @Test("constants that nobody reads any more give their bytes back")
  func unreadConstants() throws {
    let model = try Model.leNet.graph(seed: 1)
    let held = { (graph: Graph) in graph.values.reduce(0) { $0 + ($1.constant?.byteCount ?? 0) } }
    let optimized = try FusionPipeline.optimized(model)
    let read = optimized.constants.reduce(0) { $0 + optimized.type(of: $1).byteCount }
    #expect(held(optimized) == read)
    #expect(held(model) == model.constants.reduce(0) { $0 + model.type(of: $1).byteCount })
  }
}
