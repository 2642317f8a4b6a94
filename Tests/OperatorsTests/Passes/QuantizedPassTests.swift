import Graphs
import Kernels
import Operators
import Tensors
import Testing

/// A fused graph stores codes that may differ by one from the plain one where a sum lies at a tie; a code that differs
/// moves later sums by less than one step each. So the largest difference is counted in steps of the last scale.
@Suite("Passes on codes")
struct QuantizedPassTests {
  @Test("a residual network of fake-quantized layers runs on codes throughout")
  func network() throws {
    let graph = try QuantizedPassTests.network()
    let after = try FusionPipeline.optimized(graph)
    #expect(
      PassSupport.outline(after) == [
        "QuantizeLinear", "Conv+clamp+codes", "DepthwiseConv+clamp+codes", "Conv+codes", "Add+clamp+codes", "MaxPool",
        "GlobalAveragePool+codes", "Flatten", "Gemm",
      ])
    let arguments = [Tensor.random([1, 8, 8, 3], seed: 11)]
    let expected = try graph.reference(arguments)[0]
    let reference = try after.reference(arguments)[0]
    // 16 inputs of the last layer, each off by at most one step of 0.03 times a weight below 1.
    #expect(PassSupport.steps(reference, expected, 0.03) <= 4)
    var kernels: [Tensor] = []
    for level in InstructionSet.available {
      kernels.append(try PassSupport.runWithKernels(after, arguments, level: level)[0])
    }
    #expect(PassSupport.steps(kernels[0], expected, 0.03) <= 4)
    #expect(kernels.allSatisfy { $0 == kernels[0] }, "integer kernels give the same bytes on every level")
  }

  /// conv–relu6, depthwise–relu, conv, a shared residual, pooling, dense: the forms that exporters write.
  static func network() throws -> Graph {
    var graph = Graph()
    let input = graph.input("x", .float32([1, 8, 8, 3]))
    let x = try PassSupport.coded(input, scale: 0.0078, zeroPoint: 128, in: &graph)
    let (w1, s1) = try PassSupport.codedWeights(
      .random([16, 3, 3, 3], from: -0.6, to: 0.6, seed: 1), axis: 0, in: &graph)
    let b1 = try PassSupport.codedBias(.random([16], seed: 2), s1, input: 0.0078, in: &graph)
    let first = try graph.apply(Clip.relu6, try graph.apply(Conv(Window(padding: Padding(1))), x, w1, b1))
    let a = try PassSupport.coded(first, scale: 0.02, zeroPoint: 0, in: &graph)
    let (w2, s2) = try PassSupport.codedWeights(.random([3, 3, 16], from: -0.6, to: 0.6, seed: 3), axis: 2, in: &graph)
    let b2 = try PassSupport.codedBias(.random([16], seed: 4), s2, input: 0.02, in: &graph)
    let second = try graph.apply(Relu(), try graph.apply(DepthwiseConv(Window(padding: Padding(1))), a, w2, b2))
    let b = try PassSupport.coded(second, scale: 0.03, zeroPoint: 0, in: &graph)
    let (w3, _) = try PassSupport.codedWeights(
      .random([16, 1, 1, 16], from: -0.4, to: 0.4, seed: 5), axis: 0, in: &graph)
    let c = try PassSupport.coded(try graph.apply(Conv(), b, w3), scale: 0.04, zeroPoint: 110, in: &graph)
    let sum = try graph.apply(Relu(), try graph.apply(Add(), c, a))
    let d = try PassSupport.coded(sum, scale: 0.04, zeroPoint: 0, in: &graph)
    let pooled = try PassSupport.coded(
      try graph.apply(MaxPool(Pair(2, 2), Window(stride: Pair(2, 2))), d), scale: 0.04, zeroPoint: 0, in: &graph)
    let mean = try PassSupport.coded(
      try graph.apply(GlobalAveragePool(), pooled), scale: 0.03, zeroPoint: 0, in: &graph)
    let (w4, s4) = try PassSupport.codedWeights(.random([10, 16], from: -0.6, to: 0.6, seed: 6), axis: 0, in: &graph)
    let b4 = try PassSupport.codedBias(.random([10], seed: 7), s4, input: 0.03, in: &graph)
    graph.outputs = [try graph.apply(Gemm(transposeB: true), try graph.apply(Flatten(), mean), w4, b4)]
    return graph
  }

  @Test("the quantized network is written to ONNX and read back unchanged")
  func roundTrip() throws {
    let graph = try QuantizedPassTests.network()
    let read = try FusionPipeline.optimized(try ONNXRoundTrip.read(try ONNXRoundTrip.write(graph)))
    let original = try FusionPipeline.optimized(graph)
    let image = Tensor.random([1, 8, 8, 3], seed: 11)
    #expect(PassSupport.outline(read) == PassSupport.outline(original))
    #expect(try read.reference([image]) == original.reference([image]))
  }

  @Test("a residual between an unquantized convolution and its addition is fused on codes")
  func residual() throws {
    var graph = Graph()
    let input = graph.input("x", .float32([1, 6, 6, 16]))
    let x = try PassSupport.coded(input, scale: 0.0078, zeroPoint: 128, in: &graph)
    let (w, _) = try PassSupport.codedWeights(
      .random([16, 3, 3, 16], from: -0.2, to: 0.2, seed: 1), axis: 0, in: &graph)
    let y = try graph.apply(Conv(Window(padding: Padding(1))), x, w)
    let sum = try graph.apply(Relu(), try graph.apply(Add(), y, x))
    graph.outputs = [try PassSupport.coded(sum, scale: 0.02, zeroPoint: 0, in: &graph)]
    let after = try FusionPipeline.optimized(graph)
    #expect(PassSupport.outline(after) == ["QuantizeLinear", "Conv+residual+clamp+codes", "DequantizeLinear"])
    let arguments = [Tensor.random([1, 6, 6, 16], seed: 2)]
    let expected = try graph.reference(arguments)[0]
    #expect(PassSupport.steps(try after.reference(arguments)[0], expected, 0.02) <= 1.001)
    #expect(PassSupport.steps(try PassSupport.runWithKernels(after, arguments)[0], expected, 0.02) <= 1.001)
  }

  @Test("an element-wise function of codes is a table, exactly its definition", arguments: [ElementType.uint8, .int8])
  func table(_ element: ElementType) throws {
    var graph = Graph()
    let x = graph.input("x", .float32([300]))
    let parameters = QuantizationParameters(scale: 0.05, zeroPoint: element == .uint8 ? 120 : -8)
    let stored = QuantizationParameters(scale: 1 / 256, zeroPoint: element == .uint8 ? 0 : -128)
    let q = try graph.apply(QuantizeLinear(element, parameters), x)
    let y = try graph.apply(Sigmoid(), try graph.apply(DequantizeLinear(), q))
    graph.outputs = [try graph.apply(QuantizeLinear(element, stored), y)]
    let after = try FusionPipeline.optimized(graph)
    #expect(PassSupport.outline(after) == ["QuantizeLinear", "Lookup"])
    let arguments = [Tensor.random([300], from: -8, to: 8, seed: 1)]
    #expect(try PassSupport.runWithKernels(after, arguments) == graph.reference(arguments))
  }

  @Test("weights without quantized activations become reals; other bias scales and zero points stay off codes")
  func unfused() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 16]))
    let (w, _) = try PassSupport.codedWeights(.random([8, 16], seed: 1), axis: 0, in: &graph)
    graph.outputs = [try graph.apply(Gemm(transposeB: true), x, w)]
    #expect(PassSupport.outline(try FusionPipeline.optimized(graph)) == ["Gemm"])
    var other = Graph()
    let coded = try PassSupport.coded(other.input("x", .float32([2, 16])), scale: 0.01, zeroPoint: 128, in: &other)
    let (v, scales) = try PassSupport.codedWeights(.random([8, 16], seed: 1), axis: 0, in: &other)
    let b = try PassSupport.codedBias(.random([8], seed: 2), scales, input: 0.02, in: &other)
    other.outputs = [try other.apply(Gemm(transposeB: true), coded, v, b)]
    let after = try FusionPipeline.optimized(other)
    #expect(PassSupport.outline(after) == ["QuantizeLinear", "DequantizeLinear", "Gemm"])
    let arguments = [Tensor.random([2, 16], seed: 3)]
    #expect(try after.reference(arguments)[0].distance(to: other.reference(arguments)[0]) <= 0x1p-20)
  }

  /// Tables are made from the definition, so nothing but the convolution may round otherwise than the plain graph.
  @Test("a gate between codes becomes a table at the end of the convolution")
  func gateOnCodes() throws {
    var graph = Graph()
    let x = try PassSupport.coded(graph.input("x", .float32([1, 6, 7, 5])), scale: 0.0078, zeroPoint: 128, in: &graph)
    let (w, s) = try PassSupport.codedWeights(
      .random([20, 3, 3, 5], from: -0.6, to: 0.6, seed: 1), axis: 0, in: &graph)
    let b = try PassSupport.codedBias(.random([20], seed: 2), s, input: 0.0078, in: &graph)
    let sum = try PassSupport.coded(
      try graph.apply(Conv(Window(padding: Padding(1))), x, w, b), scale: 0.03, zeroPoint: 120, in: &graph)
    let gate = try PassSupport.coded(try graph.apply(Sigmoid(), sum), scale: 1 / 256, zeroPoint: 0, in: &graph)
    let y = try graph.apply(Multiply(), sum, gate)
    graph.outputs = [try PassSupport.coded(y, scale: 0.02, zeroPoint: 14, in: &graph)]
    let after = try FusionPipeline.optimized(graph)
    #expect(PassSupport.outline(after) == ["QuantizeLinear", "Conv+codes+table", "DequantizeLinear"])
    let arguments = [Tensor.random([1, 6, 7, 5], seed: 3)]
    let expected = try graph.reference(arguments)[0]
    var kernels: [Tensor] = []
    for level in InstructionSet.available {
      kernels.append(try PassSupport.runWithKernels(after, arguments, level: level)[0])
    }
    // One code of the convolution is 0.03, 1.6 steps behind a gate whose slope is at most 1.1.
    #expect(PassSupport.steps(kernels[0], expected, 0.02) <= 2.01)
    #expect(kernels.allSatisfy { $0 == kernels[0] }, "integer kernels give the same bytes on every level")
  }

  @Test("codes of several scales are joined through tables, and give the same bytes as the plain graph")
  func joined() throws {
    var graph = Graph()
    let (a, b) = (graph.input("a", .float32([1, 3, 2, 4])), graph.input("b", .float32([1, 3, 2, 5])))
    let first = try PassSupport.coded(a, scale: 0.011, zeroPoint: 90, in: &graph)
    let second = try PassSupport.coded(b, scale: 0.007, zeroPoint: 128, in: &graph)
    let twice = try PassSupport.coded(
      try graph.apply(Multiply(), second, second), scale: 0.004, zeroPoint: 3, in: &graph)
    let join = try graph.apply(Concat(axis: -1), first, twice)
    graph.outputs = [try PassSupport.coded(join, scale: 0.011, zeroPoint: 90, in: &graph)]
    let after = try FusionPipeline.optimized(graph)
    #expect(
      PassSupport.outline(after).sorted() == [
        "Concat", "DequantizeLinear", "Lookup", "QuantizeLinear", "QuantizeLinear",
      ])
    let arguments = [Tensor.random([1, 3, 2, 4], seed: 1), .random([1, 3, 2, 5], seed: 2)]
    let expected = try graph.reference(arguments)
    #expect(try after.reference(arguments) == expected)
    #expect(try PassSupport.runWithKernels(after, arguments) == expected)
  }

  @Test("a table read by nobody else joins the one behind it; one that is read stays")
  func tables() throws {
    for isRead in [false, true] {
      var graph = Graph()
      let x = try PassSupport.coded(graph.input("x", .float32([40])), scale: 0.01, zeroPoint: 128, in: &graph)
      let middle = try PassSupport.coded(try graph.apply(Tanh(), x), scale: 0.008, zeroPoint: 128, in: &graph)
      let last = try PassSupport.coded(try graph.apply(Exp(), middle), scale: 0.02, zeroPoint: 0, in: &graph)
      graph.outputs = isRead ? [last, middle] : [last]
      let after = try FusionPipeline.optimized(graph)
      #expect(after.nodes.filter { $0.op is Lookup }.count == (isRead ? 2 : 1))
      let arguments = [Tensor.random([40], seed: 1)]
      #expect(try PassSupport.runWithKernels(after, arguments) == graph.reference(arguments))
    }
  }
}
