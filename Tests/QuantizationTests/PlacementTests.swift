import EdgeRuntime
import Graphs
import Operators
import Quantization
import Tensors
import Testing

@Suite("Where codes go")
struct PlacementTests {
  private func weight(_ graph: inout Graph, _ shape: Shape, seed: UInt64) -> ValueID {
    graph.constant(.random(shape, from: -0.4, to: 0.4, seed: seed), name: "w\(seed)")
  }

  private func steps(_ graph: Graph) throws -> [String] {
    try ExecutionPlan(graph).steps.map { type(of: $0.node.op).name }
  }

  private func quantized(_ graph: Graph, _ shape: Shape, _ method: StaticQuantization) throws -> Graph {
    try method.quantized(graph, calibrationBatches: (0..<8).map { .random(shape, seed: 70 + $0) }).graph
  }

  private var minMax: StaticQuantization { StaticQuantization(calibration: .minMax) }

  @Test("x·sigmoid(x) between convolutions is a table, with no codes inside")
  func functions() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 8, 8, 4]))
    let (w, v) = (weight(&graph, [8, 3, 3, 4], seed: 1), weight(&graph, [8, 1, 1, 8], seed: 2))
    let a = try graph.apply(Conv(), x, w)
    let b = try graph.apply(Multiply(), a, graph.apply(Sigmoid(), a))
    graph.outputs = [try graph.apply(Conv(), graph.apply(HardSwish(), graph.apply(Conv(), b, v)), v)]
    let made = try quantized(graph, [1, 8, 8, 4], minMax)
    #expect(try steps(made).allSatisfy { ["Conv", "QuantizeLinear", "Lookup"].contains($0) })
    #expect(try ExecutionPlan(made).referenceSteps.isEmpty)
  }

  @Test("A concatenation and what it joins have one set of parameters: the union")
  func concatenation() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 6, 6, 4]))
    let (w, v, u) = (
      weight(&graph, [4, 1, 1, 4], seed: 1), weight(&graph, [4, 3, 3, 4], seed: 2),
      weight(&graph, [4, 1, 1, 8], seed: 3)
    )
    let a = try graph.apply(Conv(), x, w)
    let b = try graph.apply(Relu(), graph.apply(Conv(Window(padding: Padding(1))), x, v))
    let joined = try graph.apply(Concat(axis: 3), a, b)
    graph.outputs = [try graph.apply(Conv(), joined, u)]
    let source = try QuantizableGraph(graph)
    let ranges = try source.ranges(over: [[.random([1, 6, 6, 4], seed: 5)]], calibration: .minMax)
    let result = try minMax.quantized(source, ranges: ranges).graph
    let join = try #require(result.nodes.first { $0.op is Concat })
    let index = GraphIndex(result)
    let parameters = join.inputs.map { id in
      index.producer(of: id).flatMap { $0.inputs[0] }.flatMap { result.type(of: $0).quantization }
    }
    #expect(parameters[0] == parameters[1])
    // The input has a range of its own; the other two are joined.
    let union = ranges[1].range.lowerBound...max(ranges[1].range.upperBound, ranges[2].range.upperBound)
    #expect(parameters[0] == AffineParameters.asymmetric(union, element: .uint8))
    #expect(try steps(result).filter { $0 == "Lookup" }.isEmpty)
  }

  @Test(
    "Sigmoid and tanh have the parameters of their range, whatever was seen",
    arguments: [
      ("uint8", 0, 128), ("int8", -128, 0),
    ] as [(String, Int32, Int32)])
  func fixedRanges(activations: String, sigmoid: Int32, tanh: Int32) throws {
    for (op, scale, zero) in [(Sigmoid() as any Operator, Float(1.0 / 256), sigmoid), (Tanh(), Float(1.0 / 128), tanh)]
    {
      var graph = Graph()
      let x = graph.input("x", .float32([1, 6, 6, 4]))
      let w = weight(&graph, [4, 1, 1, 4], seed: 1)
      graph.outputs = [try graph.apply(Conv(), graph.apply(op, graph.apply(Conv(), x, w)), w)]
      var method = minMax
      method.activations = try #require(QuantizationScheme(activations: activations))
      let made = try quantized(graph, [1, 6, 6, 4], method)
      let types = made.nodes.filter { $0.op is QuantizeLinear }.map { made.type(of: $0.outputs[0]).quantization }
      #expect(types.contains(QuantizationParameters(scale: scale, zeroPoint: zero)))
    }
  }

  @Test("Rows times a matrix run on codes with their bias, as dense layers do")
  func rows() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 5, 16]))
    let (w, b, v) = (
      weight(&graph, [16, 24], seed: 1), weight(&graph, [24], seed: 2), weight(&graph, [24, 8], seed: 3)
    )
    let a = try graph.apply(Relu(), graph.apply(Add(), graph.apply(MatMul(), x, w), b))
    graph.outputs = [try graph.apply(MatMul(), a, v)]
    let made = try quantized(graph, [1, 5, 16], minMax)
    #expect(try steps(made) == ["QuantizeLinear", "Gemm", "Gemm"])
  }

  @Test("What has no integer kernel stays float: a product of two activations")
  func products() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 6, 6, 4]))
    let w = weight(&graph, [4, 1, 1, 4], seed: 1)
    let a = try graph.apply(Conv(), x, w)
    let gate = try graph.apply(Sigmoid(), graph.apply(Conv(), graph.apply(GlobalAveragePool(), a), w))
    graph.outputs = [try graph.apply(Conv(), graph.apply(Multiply(), a, gate), w)]
    let made = try quantized(graph, [1, 6, 6, 4], minMax)
    let index = GraphIndex(made)
    let product = try #require(made.nodes.first { $0.op is Multiply })
    #expect(index.producer(of: product.inputs[1])?.op is Sigmoid)
    #expect(try ExecutionPlan(made).referenceSteps.isEmpty)
  }

  @Test("int8 activations run in the same kernels as uint8 ones and give the same reals")
  func signedActivations() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 6, 6, 4]))
    let w = weight(&graph, [4, 3, 3, 4], seed: 1)
    graph.outputs = [try graph.apply(Conv(), graph.apply(Relu(), graph.apply(Conv(), x, w)), w)]
    let input = Tensor.random([1, 6, 6, 4], seed: 99)
    var results: [[Float]] = []
    for activations in ["uint8", "int8"] {
      var method = minMax
      method.activations = try #require(QuantizationScheme(activations: activations))
      let plan = try ExecutionPlan(try quantized(graph, [1, 6, 6, 4], method))
      #expect(plan.steps.count == 3)
      results.append(try Session(plan).run([input])[0].floats)
    }
    #expect(results[0] == results[1])
  }

  @Test("Four-bit weights on codes run in the integer kernels too")
  func fourBitWeights() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 6, 6, 4]))
    let w = weight(&graph, [4, 3, 3, 4], seed: 1)
    graph.outputs = [try graph.apply(Conv(), graph.apply(Relu(), graph.apply(Conv(), x, w)), w)]
    var method = minMax
    method.weights = .weights(.int4)
    let made = try quantized(graph, [1, 6, 6, 4], method)
    #expect(try steps(made) == ["QuantizeLinear", "Conv", "Conv"])
    #expect(made.constants.contains { made.type(of: $0).element == .int4 })
  }

  @Test("A bias too large for 32 bits enlarges the scale of its weights, and says so")
  func largeBias() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 3, 3, 1]))
    let w = graph.constant(try Tensor([1e-3, 1] as [Float], shape: [2, 1, 1, 1]), name: "w")
    let b = graph.constant(Tensor([1e6, 1] as [Float]), name: "b")
    graph.outputs = [try graph.apply(Conv(), x, w, b)]
    let samples = [[Tensor(repeating: 1e-3, shape: [1, 3, 3, 1])]]
    let result = try minMax.quantized(graph, samples: samples)
    #expect(result.enlarged == ["w"])
    let found = try Session(ExecutionPlan(result.graph)).run(samples[0])[0].floats
    #expect(abs(found[0] - 1e6) < 1)
  }

  @Test("Groups of weights are refused where one sum needs one scale")
  func groups() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 64]))
    graph.outputs = [try graph.apply(Gemm(transposeB: true), x, weight(&graph, [8, 64], seed: 1))]
    #expect(throws: QuantizationError.self) {
      try StaticQuantization(granularity: .perGroup(32)).quantized(
        graph, calibrationBatches: [.random([1, 64], seed: 1)])
    }
  }
}
