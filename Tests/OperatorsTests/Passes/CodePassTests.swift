import Graphs
import Kernels
import Operators
import Tensors
import Testing

@Suite("Passes on signed and on dynamic codes")
struct CodePassTests {
  /// MatMulInteger, Cast, Mul and Add as dynamic quantization writes them.
  private func dynamicLayer(
    _ x: ValueID, columns: Int, seed: UInt64, in graph: inout Graph, zeros: Tensor? = nil
  ) throws -> ValueID {
    let depth = graph.type(of: x).shape.channels
    let codes = try Tensor.random([depth, columns], seed: seed).quantized(
      to: .int8, QuantizationParameters(scale: 1 / 127))
    let w = graph.constant(codes.retyped(TensorType(.int8, codes.shape)))
    let made = try graph.append(DynamicQuantizeLinear(), [x])
    let product = try graph.append(MatMulInteger(), [made[0], w, made[2], zeros.map { graph.constant($0) }])[0]
    let scales = graph.constant(.random([columns], from: 0.001, to: 0.01, seed: seed + 1))
    let factor = try graph.apply(Multiply(), made[1], scales)
    let y = try graph.apply(Multiply(), try graph.apply(Cast(.float32), product), factor)
    return try graph.apply(Add(), graph.constant(.random([columns], seed: seed + 2)), y)
  }

  @Test("a layer of dynamic codes becomes one product with bias, residual and activation, and keeps its bytes")
  func dynamicProduct() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 5, 24]))
    let first = try graph.apply(Gelu(), try dynamicLayer(x, columns: 40, seed: 1, in: &graph))
    let zeros = Tensor([Int8](repeating: 0, count: 24))
    graph.outputs = [
      try graph.apply(Add(), try dynamicLayer(first, columns: 24, seed: 4, in: &graph, zeros: zeros), x)
    ]
    let after = try FusionPipeline.optimized(graph)
    #expect(
      PassSupport.outline(after) == [
        "DynamicQuantizeLinear", "DynamicGemm+gelu", "DynamicQuantizeLinear", "DynamicGemm+residual",
      ])
    let arguments = [Tensor.random([2, 5, 24], from: -2, to: 3, seed: 9)]
    let expected = try graph.reference(arguments)[0]
    #expect(try after.reference(arguments)[0] == expected)
    for level in InstructionSet.available {
      // Gelu of the kernel differs by less than a step of the codes; a code that moves by one moves results by
      // 0.02·0.01.
      #expect(try PassSupport.runWithKernels(after, arguments, level: level)[0].distance(to: expected) <= 1e-3)
    }
  }

  @Test("weights with a zero point that int8 cannot take in stay a product of integers")
  func wideWeights() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([3, 8]))
    let zeros = Tensor([Int8](repeating: -90, count: 6))
    graph.outputs = [try dynamicLayer(x, columns: 6, seed: 1, in: &graph, zeros: zeros)]
    let after = try FusionPipeline.optimized(graph)
    #expect(PassSupport.outline(after).contains("MatMulInteger"))
    let arguments = [Tensor.random([3, 8], seed: 2)]
    #expect(try after.reference(arguments) == graph.reference(arguments))
  }

  @Test("signed activations become unsigned, between, before and behind the layers, and keep their bytes")
  func signed() throws {
    var graph = Graph()
    let parameters = QuantizationParameters(scale: 0.02, zeroPoint: -7)
    let type = TensorType(.int8, [1, 6, 6, 5], quantization: parameters)
    let x = graph.input("x", type)
    let (w, scales) = try PassSupport.codedWeights(
      .random([8, 3, 3, 5], from: -0.6, to: 0.6, seed: 1), axis: 0, in: &graph)
    let bias = try PassSupport.codedBias(.random([8], seed: 2), scales, input: 0.02, in: &graph)
    let middle = try graph.apply(Conv(), try graph.apply(DequantizeLinear(), x), w, bias)
    let codes = try graph.apply(QuantizeLinear(.int8, QuantizationParameters(scale: 0.05, zeroPoint: 3)), middle)
    let pooled = try graph.apply(MaxPool(Pair(2, 2)), try graph.apply(DequantizeLinear(), codes))
    graph.outputs = [
      try graph.apply(QuantizeLinear(.int8, QuantizationParameters(scale: 0.05, zeroPoint: 3)), pooled)
    ]
    let after = try FusionPipeline.optimized(graph)
    #expect(PassSupport.outline(after) == ["Lookup", "Conv+codes", "MaxPool", "Lookup"])
    let argument = try Tensor.random(type.shape, from: -2.5, to: 2.5, seed: 3).quantized(to: .int8, parameters)
    let expected = try graph.reference([argument])[0].elements(as: Int8.self)
    for level in InstructionSet.available {
      let made = try PassSupport.runWithKernels(after, [argument], level: level)[0].elements(as: Int8.self)
      // The plain graph sums in float32: a sum at a tie may go the other way.
      #expect(zip(made, expected).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(level)")
    }
  }

  @Test("a known row of codes is added on codes, from either side")
  func rows() throws {
    for swaps in [false, true] {
      var graph = Graph()
      let x = try PassSupport.coded(graph.input("x", .float32([3, 7, 20])), scale: 0.02, zeroPoint: 120, in: &graph)
      let parameters = QuantizationParameters(scale: 0.01, zeroPoint: 100)
      let row = try Tensor.random([20], seed: 5).quantized(to: .uint8, parameters)
      let addend = try graph.apply(DequantizeLinear(), graph.constant(row))
      let sum = try swaps ? graph.apply(Add(), addend, x) : graph.apply(Add(), x, addend)
      graph.outputs = [try graph.apply(QuantizeLinear(.uint8, QuantizationParameters(scale: 0.03, zeroPoint: 90)), sum)]
      let after = try FusionPipeline.optimized(graph)
      #expect(PassSupport.outline(after) == ["QuantizeLinear", "Add+codes"])
      let arguments = [Tensor.random([3, 7, 20], from: -3, to: 3, seed: 6)]
      let expected = try graph.reference(arguments)
      for level in InstructionSet.available {
        #expect(try PassSupport.runWithKernels(after, arguments, level: level) == expected)
      }
    }
  }

  @Test("an embedding of codes that says only behind the pick what they stand for is read")
  func quantizedEmbedding() throws {
    let table = Tensor((0..<12).map { UInt8($0 * 20) }).retyped(TensorType(.uint8, [4, 3]))
    var foreign = ForeignGraph()
    foreign.inputs = [ForeignValue(name: "i", element: .int64, extents: [.fixed(2)])]
    foreign.outputs = [ForeignValue(name: "y", element: .float32, extents: [.fixed(2), .fixed(3)])]
    foreign.constants = [
      "t": table, "s": Tensor([Float(0.5)]).retyped(.float32(.scalar)),
      "z": Tensor([UInt8(100)]).retyped(TensorType(.uint8, .scalar)),
    ]
    foreign.nodes = [
      ForeignNode(name: "g", kind: "Gather", inputs: ["t", "i"], outputs: ["q"]),
      ForeignNode(name: "d", kind: "DequantizeLinear", inputs: ["q", "s", "z"], outputs: ["y"]),
    ]
    let graph = try ONNXRoundTrip.read(foreign)
    #expect(try graph.reference([Tensor([Int64(3), 0])])[0].floats == [40, 50, 60, -50, -40, -30])
  }
}
