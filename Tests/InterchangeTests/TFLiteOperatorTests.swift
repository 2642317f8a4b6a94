import Formats
import Graphs
import Interchange
import Operators
import Tensors
import Testing

/// Operators whose attributes decide how TFLite says them.
@Suite("Operators in TFLite")
struct TFLiteOperatorTests {
  /// A graph of one operator on inputs, and what it gives.
  private func made(_ op: any Operator, _ inputs: [Tensor], known: Set<Int> = []) throws -> (Graph, [Tensor]) {
    var graph = Graph(name: "one")
    var arguments: [Tensor] = []
    var operands: [ValueID?] = []
    for (index, tensor) in inputs.enumerated() {
      if known.contains(index) {
        operands.append(graph.constant(tensor, name: "c\(index)"))
      } else {
        arguments.append(tensor)
        operands.append(graph.input("x\(index)", tensor.type))
      }
    }
    graph.outputs = try graph.append(op, operands, name: "y")
    return (graph, arguments)
  }

  private func kinds(_ graph: Graph) throws -> [String] {
    try ModelFile.tfliteGraph(from: graph, origin: .tflite).nodes.map(\.kind)
  }

  /// Through bytes and back.
  private func again(_ graph: Graph) throws -> Graph { try read(ModelFile.tfliteGraph(from: graph, origin: .tflite)) }

  private func read(_ foreign: ForeignGraph) throws -> Graph {
    try ModelFile.graph(from: TFLiteFile.read(TFLiteFile.bytes(of: foreign), file: "again"))
  }

  private func expectRefusal(_ graph: Graph, of name: String) {
    #expect {
      try ModelFile.tfliteGraph(from: graph, origin: .tflite)
    } throws: { error in
      guard case InterchangeError.foreign(.cannotExport(name, _, _)) = error else { return false }
      return true
    }
  }

  @Test("a transposed convolution of planes is one of images; what no rule cuts off is cut off behind")
  func transposedConvolution() throws {
    let op = ConvTranspose(
      VolumeWindow(kernel: [3, 3], stride: [2, 2], before: [1, 1], after: [1, 1]), outputPadding: [1, 1])
    var graph = Graph(name: "upscaling")
    let x = graph.input("x", .float32([1, 4, 3, 3]))
    let w = graph.constant(Tensor.random([4, 5, 3, 3], seed: 1), name: "w")
    let b = graph.constant(Tensor.random([5], seed: 2), name: "b")
    graph.outputs = [try graph.apply(op, x, w, b, name: "y")]
    let foreign = try ModelFile.tfliteGraph(from: graph)
    #expect(foreign.nodes.map(\.kind) == ["TRANSPOSE_CONV", "SLICE"])
    #expect(foreign.inputs[0].extents == [1, 3, 3, 4].map { .fixed($0) })
    #expect(foreign.outputs[0].extents == [1, 6, 6, 5].map { .fixed($0) })
    let image = Tensor.random([1, 3, 3, 4], seed: 3)
    let expected = try graph.reference([image.transposed(ImageLayout.toChannelsFirst)])[0]
    let found = try read(foreign).reference([image])[0]
    // Both are sums of up to 36 products in float64, rounded once.
    #expect(found.transposed(ImageLayout.toChannelsFirst) == expected)
  }

  @Test("a transposed convolution of codes with a bias is TFLite's integer operator")
  func transposedConvolutionOfCodes() throws {
    var graph = Graph(name: "codes")
    let input = QuantizationParameters(scale: 0.02, zeroPoint: 3)
    let codes = graph.input("x", TensorType(.int8, [1, 3, 3, 4], quantization: input))
    let scales = QuantizationParameters(symmetric: [0.01, 0.02, 0.005], axis: 0)
    let weights = try Tensor.random([3, 2, 2, 4], seed: 1).quantized(to: .int8, scales)
    let x = try graph.apply(DequantizeLinear(), codes)
    let w = try graph.apply(DequantizeLinear(), graph.constant(weights, name: "w"))
    let bias = graph.constant(Tensor([Float(0.5), -0.25, 1]), name: "b")
    let op = ImageConvTranspose(stride: Pair(2, 2), size: Pair(6, 6))
    let sum = try graph.apply(Relu(), try graph.apply(op, x, w, bias))
    let output = QuantizationParameters(scale: 0.05, zeroPoint: -128)
    graph.outputs = [try graph.apply(QuantizeLinear(.int8, output), sum, name: "y")]
    let foreign = try ModelFile.tfliteGraph(from: graph)
    #expect(foreign.nodes.map(\.kind) == ["TRANSPOSE_CONV"])
    let node = try #require(foreign.nodes.first)
    #expect(node.attributes["fused_activation_function"] == .string("RELU"))
    #expect(node.attributes["padding"] == .string("VALID"))
    // 0.5 / (0.02 · 0.01), −0.25 / (0.02 · 0.02), 1 / (0.02 · 0.005).
    #expect(foreign.constants[node.inputs[3]]?.elements(as: Int32.self) == [2500, -625, 10000])
  }

  private static let onCodes: [(String, any Operator)] = [
    ("HARD_SWISH", HardSwish()), ("LEAKY_RELU", LeakyRelu(alpha: 0.1)), ("ABS", Abs()),
    ("RESIZE_BILINEAR", Resize(ResizeRule(.linear), image: [1, 2, 2, 4], height: 4, width: 4)),
    ("TILE", Tile([1, 2, 1, 1])), ("DEPTH_TO_SPACE", DepthToSpace(BlockOrder(2))),
    ("REDUCE_MIN", ReduceMin(axes: [1], keepsAxes: true)),
  ]

  @Test("functions and rearrangements of codes are TFLite's integer operators", arguments: onCodes)
  func codes(kind: String, op: any Operator) throws {
    var graph = Graph(name: "codes")
    let parameters = QuantizationParameters(scale: 0.05, zeroPoint: 0)
    let codes = graph.input("x", TensorType(.int8, [1, 2, 2, 4], quantization: parameters))
    let y = try graph.apply(op, try graph.apply(DequantizeLinear(), codes))
    graph.outputs = [try graph.apply(QuantizeLinear(.int8, parameters), y, name: "y")]
    let written = try kinds(graph)
    // Codes that only move are requantized to be an output of their own.
    #expect(written == [kind] || (op.actsOnCodes && written == [kind, "QUANTIZE"]))
  }

  @Test("the rarer orders of a block are moved axis by axis")
  func blocks() throws {
    let calls: [(any Operator, Shape)] = [
      (DepthToSpace(BlockOrder(2, placeFirst: false)), [1, 2, 3, 8]),
      (SpaceToDepth(BlockOrder(2, placeFirst: false)), [1, 4, 2, 3]),
    ]
    for (op, shape) in calls {
      let (graph, arguments) = try made(op, [Tensor.random(shape, seed: 1)])
      #expect(try kinds(graph) == ["RESHAPE", "TRANSPOSE", "RESHAPE"])
      #expect(try again(graph).reference(arguments) == graph.reference(arguments))
    }
  }

  @Test("positions that are used as int32 only are made as such")
  func positions() throws {
    let x = Tensor.random([2, 5, 3], seed: 1)
    let calls: [(any Operator, Int, String)] = [
      (ArgMax(axis: 1, keepsAxis: false), 0, "ARG_MAX"), (TopK(count: 2), 1, "TOPK_V2"),
    ]
    for (op, output, kind) in calls {
      var graph = Graph(name: "positions")
      let results = try graph.append(op, [graph.input("x", x.type)])
      graph.outputs = [try graph.apply(Cast(.int32), results[output], name: "y")]
      #expect(try kinds(graph) == [kind])
      #expect(try again(graph).reference([x]) == graph.reference([x]))
    }
    let (smallest, arguments) = try made(TopK(count: 2, axis: 1, takesLargest: false), [x])
    #expect(
      try kinds(smallest) == ["TRANSPOSE", "NEG", "TOPK_V2", "TRANSPOSE", "TRANSPOSE", "NEG", "CAST"])
    #expect(try again(smallest).reference(arguments) == smallest.reference(arguments))
    expectRefusal(try made(ArgMax(axis: 0, keepsAxis: false, takesLast: true), [x]).0, of: "ArgMax")
  }

  @Test("a comparison that is only read turned round is one operator")
  func inequality() throws {
    let (a, b) = (Tensor([Int32(1), 2, 3]), Tensor([Int32(1), 5, 3]))
    var graph = Graph(name: "inequality")
    let same = try graph.apply(Equal(), graph.input("a", a.type), graph.input("b", b.type))
    graph.outputs = [try graph.apply(Not(), same, name: "y")]
    #expect(try kinds(graph) == ["NOT_EQUAL"])
    #expect(try again(graph).reference([a, b])[0] == Tensor([false, true, false]))
  }

  @Test("classes are counted from the back only where somebody said so")
  func classes() throws {
    let (indices, values) = (Tensor([Int32(1), -1]), Tensor([Float(0), 1]))
    let (fromBack, arguments) = try made(OneHot(depth: 3), [indices, values], known: [1])
    #expect(try kinds(fromBack) == ["LESS", "ADD", "SELECT_V2", "ONE_HOT"])
    #expect(try again(fromBack).reference(arguments)[0].floats == [0, 1, 0, 0, 0, 1])
    let (plain, _) = try made(OneHot(depth: 3, countsFromBack: false), [indices, values], known: [1])
    #expect(try kinds(plain) == ["ONE_HOT"])
    #expect(try again(plain).reference(arguments)[0].floats == [0, 1, 0, 0, 0, 0])
    let inONNX = try ModelFile.load(onnx: ModelFile.onnxBytes(of: plain), file: "plain")
    #expect(try inONNX.reference(arguments)[0].floats == [0, 1, 0, 0, 0, 0])
  }

  @Test("updates are added to zeros, or take the place of what was there when no place is twice")
  func updates() throws {
    let (x, updates) = (Tensor.random([3, 2], seed: 1), Tensor.random([2, 2], seed: 2))
    let places = Tensor([Int64(2), -3]).retyped(TensorType(.int64, [2, 1]))
    let (graph, arguments) = try made(ScatterND(), [x, places, updates], known: [1])
    #expect(try kinds(graph) == ["SCATTER_ND", "SELECT_V2"])
    #expect(try again(graph).reference(arguments) == graph.reference(arguments))
    expectRefusal(try made(ScatterND(), [x, places, updates]).0, of: "ScatterND")
    let zeros = Tensor(zeros: .float32([3, 2]))
    let (sums, _) = try made(ScatterND(reduction: .add), [zeros, places, updates], known: [0, 1])
    #expect(try kinds(sums) == ["SCATTER_ND"])
  }

  @Test("known whole numbers are a range, others a start and steps")
  func ranges() throws {
    let (start, step) = (Tensor([Int32(3)]), Tensor([Int32(-2)]))
    var known = Graph(name: "range")
    let x = known.input("x", TensorType(.int32, [4]))
    let range = try known.apply(Progression(count: 4), known.constant(start), known.constant(step))
    known.outputs = [try known.apply(Add(), x, range, name: "y")]
    #expect(try kinds(known) == ["RANGE", "ADD"])
    #expect(try again(known).reference([Tensor([Int32(0), 0, 0, 0])])[0] == Tensor([Int32(3), 1, -1, -3]))
    let (open, arguments) = try made(Progression(count: 4), [start, step])
    #expect(try kinds(open) == ["MUL", "ADD"])
    #expect(try again(open).reference(arguments) == open.reference(arguments))
  }

  @Test("roundings that LiteRT has left out", arguments: [Round(), Ceil()] as [any Operator])
  func rounding(op: any Operator) throws {
    let x = Tensor([Float(0.5), 1.5, -0.5, -2.5, 2.49, -0.51, 8_388_607.5, 4e9, -4e9, 0.499_999_97])
    let (graph, arguments) = try made(op, [x])
    #expect(try again(graph).reference(arguments)[0].floats == graph.reference(arguments)[0].floats)
  }

  @Test("a normalized vector of small numbers has the length 1")
  func smallVectors() throws {
    var foreign = ForeignGraph()
    foreign.inputs = [ForeignValue(name: "x", element: .float32, extents: [.fixed(1), .fixed(2)])]
    foreign.outputs = [ForeignValue(name: "y", element: .float32, extents: [.fixed(1), .fixed(2)])]
    foreign.nodes = [
      ForeignNode(
        name: "y", domain: ForeignNode.tfliteDomain, kind: "L2_NORMALIZATION", inputs: ["x"], outputs: ["y"])
    ]
    let graph = try read(foreign)
    func first(_ x: Float) throws -> Float { try graph.reference([try Tensor([x, 0], shape: [1, 2])])[0].floats[0] }
    // LiteRT 2.3 gives 1 and 0.1: lengths below 10⁻⁶ count as that.
    #expect(abs(try first(1e-4) - 1) < 1e-6)
    #expect(abs(try first(1e-7) - 0.1) < 1e-6)
  }

  private static let refused: [(any Operator, ElementType, Int)] = [
    (Less(), .uint32, 2), (Divide(), .int64, 2), (Sign(), .int64, 1), (Pow(), .int32, 2), (Abs(), .float64, 1),
    (ArgMin(axis: 0, keepsAxis: false), .int64, 1), (Tile([2]), .float64, 1), (BitwiseXor(), .int64, 2),
    (Mod(followsDividend: true), .int64, 2),
  ]

  @Test("elements and attributes that LiteRT refuses are refused here", arguments: refused)
  func refusals(op: any Operator, element: ElementType, inputs: Int) throws {
    let x = Tensor(zeros: TensorType(element, [3]))
    expectRefusal(try made(op, [Tensor](repeating: x, count: inputs)).0, of: type(of: op).name)
  }
}
