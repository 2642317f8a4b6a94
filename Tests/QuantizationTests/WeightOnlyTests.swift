import EdgeRuntime
import Graphs
import Operators
import Quantization
import Tensors
import Testing

@Suite("Weights stored with fewer bits")
struct WeightOnlyTests {
  /// A convolution, a depthwise one, rows times a matrix with a bias, and a dense layer.
  static func net() throws -> Graph {
    var graph = Graph(name: "net")
    let x = graph.input("x", .float32([1, 6, 6, 8]))
    func weight(_ name: String, _ shape: Shape, seed: UInt64) -> ValueID {
      graph.constant(.random(shape, from: -0.5, to: 0.5, seed: seed), name: name)
    }
    let (w1, b1, w2) = (
      weight("w1", [16, 3, 3, 8], seed: 1), weight("b1", [16], seed: 2), weight("w2", [3, 3, 16], seed: 3)
    )
    let a = try graph.apply(Relu(), graph.apply(Conv(Window(padding: Padding(1))), x, w1, b1))
    let b = try graph.apply(DepthwiseConv(Window(padding: Padding(1))), a, w2)
    let rows = try graph.apply(Reshape([1, 36, 16]), b)
    let (w3, b3, w4) = (
      weight("w3", [16, 64], seed: 4), weight("b3", [64], seed: 5), weight("w4", [10, 64], seed: 6)
    )
    let c = try graph.apply(Relu(), graph.apply(Add(), graph.apply(MatMul(), rows, w3), b3))
    let d = try graph.apply(Reshape([36, 64]), c)
    graph.outputs = [try graph.apply(Gemm(transposeB: true), d, w4)]
    return graph
  }

  private let x = Tensor.random([1, 6, 6, 8], seed: 40)

  private func ratio(_ found: [Float], _ truth: [Float]) -> Float {
    let noise = zip(found, truth).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return truth.reduce(Float(0)) { $0 + $1 * $1 } / noise
  }

  @Test(
    "More bits, less error; what a file takes is counted with its scales",
    arguments: [QuantizationTarget.int8Weights, .int4, .int3, .int2])
  func bits(target: QuantizationTarget) throws {
    // Codes, and a float32 scale and a zero point for each of 16, 16, 64 and 10 channels of 2,960 weights. The ratio of
    // uniform weights is about 6 dB a bit.
    let (stored, least): (Double, Float) =
      switch target {
      case .int8Weights: (8, 5_000)
      case .int4: (4, 20)
      case .int3: (4, 3)
      default: (2, 0.5)
      }
    let bits = stored + Double(106) * (32 + stored) / Double(2960)
    let graph = try Self.net()
    var method = QuantizationMethod(target)
    method.granularity = .perChannel
    #expect(!method.needsCalibration)
    let quantized = try method.quantized(graph, samples: []).graph
    #expect(abs(WeightStorage(of: quantized).bitsPerWeight - bits) < 1e-9)
    #expect(WeightStorage(of: graph).bitsPerWeight == 32)
    let truth = try graph.reference([x])[0].floats
    let found = try Session(ExecutionPlan(quantized)).run([x])[0].floats
    let defined = try quantized.reference([x])[0].floats
    #expect(ratio(found, truth) > least)
    #expect(ratio(defined, found) > 1e6, "the runtime computes with other weights")
  }

  @Test("Groups of four bits become products that hold four bits in memory")
  func groups() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([3, 96]))
    graph.outputs = [
      try graph.apply(Gemm(transposeB: true), x, graph.constant(.random([20, 96], seed: 1), name: "w"))
    ]
    let quantized = try WeightOnlyQuantization(.weights(.int4, .perGroup(32))).quantized(graph)
    #expect(WeightStorage(of: quantized).bitsPerWeight == 4 + 32.0 / 32)
    let plan = try ExecutionPlan(quantized)
    #expect(plan.steps.map { type(of: $0.node.op).name } == ["MatMulNBits"])
    let input = Tensor.random([3, 96], seed: 2)
    let (truth, found) = (try quantized.reference([input])[0].floats, try Session(plan).run([input])[0].floats)
    // The product takes its activations as codes of 8 bits, 32 with one scale: an error of about 1/300 each.
    #expect(ratio(found, truth) > 3_000)
  }

  @Test("Given codes take the place of rounding to nearest, and unknown names are refused")
  func given() throws {
    let graph = try Self.net()
    let parameters = QuantizationParameters(scale: 0.25)
    let codes = try Tensor([Int8](repeating: 2, count: 640), shape: [10, 64], quantization: parameters)
    for target in [QuantizationTarget.int8Weights, .int8Dynamic] {
      let made = try QuantizationMethod(target).quantized(graph, samples: [], given: ["w4": codes]).graph
      let constants = made.constants.compactMap { made.constant($0) }
      #expect(
        constants.contains { $0.element == .int8 && $0.count == 640 && $0.withBytes { $0.allSatisfy { $0 == 2 } } })
    }
    #expect(throws: QuantizationError.self) {
      try QuantizationMethod(.int8Weights).quantized(graph, samples: [], given: ["nowhere": codes])
    }
  }

  @Test("Dynamic: dense layers become one step of codes each, without calibration, and all weights 8 bits")
  func dynamic() throws {
    let graph = try Self.net()
    let quantized = try DynamicQuantization().quantized(graph)
    let names = try ExecutionPlan(quantized).steps.map { type(of: $0.node.op).name }
    #expect(names.filter { $0 == "DynamicGemm" }.count == 2)
    #expect(WeightStorage(of: quantized).bitsPerWeight < 9.5)
    let truth = try graph.reference([x])[0].floats
    let found = try Session(ExecutionPlan(quantized)).run([x])[0].floats
    // Two layers of 8-bit activations: about 40 dB.
    #expect(ratio(found, truth) > 2_000)
  }

  @Test("Dynamic: an input of zeros gives the bias")
  func zeros() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 5]))
    let bias = Tensor([0.5, -2, 3] as [Float])
    graph.outputs = [
      try graph.apply(
        Gemm(transposeB: true), x, graph.constant(.random([3, 5], seed: 1), name: "w"), graph.constant(bias, name: "b"))
    ]
    let found = try Session(ExecutionPlan(DynamicQuantization().quantized(graph)))
      .run([Tensor(zeros: .float32([2, 5]))])[0].floats
    #expect(found == bias.floats + bias.floats)
  }

  @Test(
    "Half precision: half the bits, and a weight moves by at most its last place",
    arguments: [QuantizationTarget.fp16, .bf16])
  func half(target: QuantizationTarget) throws {
    let graph = try Self.net()
    let stored = try QuantizationMethod(target).quantized(graph, samples: []).graph
    #expect(WeightStorage(of: stored).bitsPerWeight == 16)
    let plan = try ExecutionPlan(stored)
    #expect(plan.referenceSteps.isEmpty)
    let truth = try graph.reference([x])[0].floats
    // Relative errors of 2⁻¹² (fp16) and 2⁻⁹ (bf16) at most in each weight, uniform between.
    #expect(try ratio(Session(plan).run([x])[0].floats, truth) > (target == .fp16 ? 1e6 : 2e4))
  }

  @Test("A weight beyond float16 is named with its size; bfloat16 takes it")
  func beyond() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 2]))
    let w = try Tensor([1, 65_519, -70_000, 0.5] as [Float], shape: [2, 2])
    graph.outputs = [try graph.apply(Gemm(transposeB: true), x, graph.constant(w, name: "w"))]
    do {
      _ = try QuantizationMethod(.fp16).quantized(graph, samples: [])
      Issue.record("70,000 has no float16")
    } catch QuantizationError.beyondHalfPrecision(let value, let largest) {
      #expect(value == "w" && largest == 70_000)
    }
    #expect(throws: Never.self) { try QuantizationMethod(.bf16).quantized(graph, samples: []) }
  }

  @Test("A graph without weights is refused")
  func nothing() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 2]))
    graph.outputs = [try graph.apply(Relu(), x)]
    for target in QuantizationTarget.allCases where target != .int8 {
      #expect(throws: QuantizationError.self) { try QuantizationMethod(target).quantized(graph, samples: []) }
    }
  }
}
