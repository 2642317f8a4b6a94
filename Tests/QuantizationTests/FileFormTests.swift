import EdgeRuntime
import Graphs
import Interchange
import Operators
import Quantization
import Tensors
import Testing

@Suite("Quantized models in files")
struct FileFormTests {
  /// A residual block with a concatenation, pools, a table, rows and a dense layer at the end.
  private func net() throws -> Graph {
    var graph = Graph(name: "net")
    let x = graph.input("x", .float32([1, 12, 12, 3]))
    func weight(_ shape: Shape, seed: UInt64) -> ValueID {
      graph.constant(.random(shape, from: -0.3, to: 0.3, seed: seed), name: "w\(seed)")
    }
    let (w1, b1, w2) = (weight([16, 3, 3, 3], seed: 1), weight([16], seed: 2), weight([3, 3, 16], seed: 3))
    let (w3, w4, b4) = (weight([16, 1, 1, 16], seed: 4), weight([10, 24], seed: 5), weight([10], seed: 6))
    let w5 = weight([8, 1, 1, 16], seed: 7)
    let same = Window(padding: Padding(1))
    let a = try graph.apply(Clip(low: 0, high: 6), graph.apply(Conv(same), x, w1, b1))
    let b = try graph.apply(DepthwiseConv(same), a, w2)
    let c = try graph.apply(Relu(), graph.apply(Add(), graph.apply(Conv(), b, w3), a))
    let d = try graph.apply(Sigmoid(), graph.apply(Conv(), c, w5))
    let joined = try graph.apply(
      Concat(axis: 3), graph.apply(MaxPool(Pair(2, 2), Window(stride: Pair(2, 2))), c),
      graph.apply(AveragePool(Pair(2, 2), Window(stride: Pair(2, 2))), d))
    let flat = try graph.apply(Flatten(axis: 1), graph.apply(GlobalAveragePool(), joined))
    graph.outputs = [try graph.apply(Gemm(transposeB: true), flat, w4, b4)]
    return graph
  }

  private func output(_ bytes: [UInt8], _ x: Tensor) throws -> [Float] {
    try Session(ExecutionPlan(ModelFile.load(onnx: bytes, file: "m.onnx"))).run([x])[0].floats
  }

  @Test("Operators on codes and operators between conversions give the same numbers", arguments: ["uint8", "int8"])
  func forms(activations: String) throws {
    var method = StaticQuantization(calibration: .minMax)
    method.activations = try #require(QuantizationScheme(activations: activations))
    let samples = (0..<8).map { [Tensor.random([1, 12, 12, 3], seed: 10 + $0)] }
    let graph = try method.quantized(net(), samples: samples).graph
    let foreign = try ModelFile.foreignGraph(from: graph)
    let integer = QuantizedForm.operators.applied(to: foreign)
    let kinds = Set(integer.nodes.map(\.kind))
    #expect(
      kinds.isSuperset(of: [
        "QLinearConv", "QLinearAdd", "QLinearConcat", "QLinearAveragePool", "QLinearGlobalAveragePool",
        "QLinearSigmoid",
        "QGemm",
      ]))
    #expect(integer.nodes.filter { $0.kind == "QuantizeLinear" }.count == 1)
    #expect(kinds.isDisjoint(with: ["Conv", "Gemm", "Relu", "Clip", "Add"]))
    let plain = try ModelFile.onnxBytes(of: graph)
    let operators = try ModelFile.onnxBytes(of: graph, form: .operators)
    for seed in 0..<4 {
      let x = Tensor.random([1, 12, 12, 3], seed: 90 + UInt64(seed))
      let expected = try Session(ExecutionPlan(graph)).run([x])[0].floats
      #expect(try output(plain, x) == expected)
      // The last layer gives reals: its bias is added before or after the product with the scales, one rounding apart.
      let furthest = try zip(output(operators, x), expected).map { abs($0 - $1) }.max() ?? 0
      #expect(furthest <= 2 * Float(1).ulp)
    }
  }

  @Test(
    "What a file holds computes what the graph computes, and takes the bytes that were promised",
    arguments: QuantizationTarget.allCases.filter { $0 != .int8 })
  func roundTrip(target: QuantizationTarget) throws {
    for granularity in [Granularity?.none, .perTensor, .perGroup(32)] {
      var method = QuantizationMethod(target)
      if method.weights == nil, granularity != nil { continue }
      if target == .int8Dynamic, granularity == .perGroup(32) { continue }
      method.granularity = granularity
      let graph = try method.quantized(WeightOnlyTests.net(), samples: []).graph
      let bytes = try ModelFile.onnxBytes(of: graph)
      let back = try ModelFile.load(onnx: bytes, file: "m.onnx")
      #expect(WeightStorage(of: back) == WeightStorage(of: graph))
      let x = Tensor.random([1, 6, 6, 8], seed: 3)
      let (expected, found) = (
        try Session(ExecutionPlan(graph)).run([x])[0].floats, try Session(ExecutionPlan(back)).run([x])[0].floats
      )
      #expect(expected == found)
      #expect(bytes.count * 8 < WeightStorage(of: graph).bits + 8 * 4096)
      // Written again, the same file but for names.
      #expect(try abs(ModelFile.onnxBytes(of: back).count - bytes.count) < 200)
    }
  }

  @Test("Static quantization also takes a model whose file keeps its weights as codes")
  func codesInFile() throws {
    let weights = try QuantizationMethod(.int8Weights).quantized(WeightOnlyTests.net(), samples: []).graph
    let samples = (0..<4).map { [Tensor.random([1, 6, 6, 8], seed: 20 + $0)] }
    let graph = try StaticQuantization(calibration: .minMax).quantized(weights, samples: samples).graph
    let plan = try ExecutionPlan(graph)
    #expect(plan.steps.filter { $0.node.op is Conv || $0.node.op is Gemm }.count == 3)
    #expect(plan.steps.allSatisfy { !($0.node.op is DequantizeLinear) })
    // The codes come back as they were.
    let (old, new) = (Self.codes(of: weights), Self.codes(of: graph))
    #expect(!old.isEmpty && old.isSubset(of: new))
  }

  @Test("A quantized model is not quantized again")
  func again() throws {
    let samples = (0..<4).map { [Tensor.random([1, 6, 6, 8], seed: 20 + $0)] }
    let once = try StaticQuantization().quantized(WeightOnlyTests.net(), samples: samples).graph
    for target in QuantizationTarget.allCases {
      #expect(throws: QuantizationError.self) { try QuantizationMethod(target).quantized(once, samples: samples) }
    }
  }

  private static func codes(of graph: Graph) -> Set<[UInt8]> {
    Set(
      graph.constants.compactMap { graph.constant($0) }.filter { $0.element == .int8 && $0.shape.rank > 2 }
        .map { $0.withBytes { Array($0) } })
  }
}
