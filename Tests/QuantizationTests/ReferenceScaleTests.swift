import Graphs
import Operators
import Quantization
import Tensors
import Testing

/// Scales and zero points as onnxruntime.quantization 1.31.1 wrote them for the same model, weights and eight samples:
/// `quantize_static(QDQ, weight_type=QInt8)`, min–max, per tensor and per channel, activations QUInt8 and QInt8.
@Suite("Scales of ONNX Runtime's quantizer")
struct ReferenceScaleTests {
  private func sequence(_ shape: Shape, _ a: Int, _ b: Int, _ m: Int, _ c: Int, _ d: Float) throws -> Tensor {
    try Tensor((0..<shape.count).map { Float(($0 * a + b) % m - c) / d }, shape: shape)
  }

  /// Conv, Relu, GlobalAveragePool, Flatten, Gemm; weights and samples are stated in NCHW.
  private func net() throws -> Graph {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 6, 6, 2]))
    let w = graph.constant(try sequence([3, 2, 3, 3], 37, 11, 101, 50, 64).transposed([0, 2, 3, 1]), name: "w")
    let b = graph.constant(try sequence([3], 5, 1, 7, 3, 8), name: "b")
    let v = graph.constant(try sequence([4, 3], 23, 5, 41, 20, 32), name: "v")
    let c = graph.constant(try sequence([4], 3, 1, 5, 2, 16), name: "c")
    let r = try graph.apply(Relu(), graph.apply(Conv(Window(padding: Padding(1))), x, w, b), name: "r")
    let p = try graph.apply(GlobalAveragePool(), r, name: "p")
    graph.outputs = [try graph.apply(Gemm(transposeB: true), graph.apply(Flatten(axis: 1), p), v, c)]
    return graph
  }

  @Test(
    "Activations, weights and biases: the same within 1e-6, the zero points equal",
    arguments: [("uint8", false), ("uint8", true), ("int8", false), ("int8", true)])
  func scales(activations: String, isPerChannel: Bool) throws {
    var method = StaticQuantization(calibration: .minMax, granularity: isPerChannel ? .perChannel : .perTensor)
    method.activations = try #require(QuantizationScheme(activations: activations))
    let samples = try (0..<8).map {
      [try sequence([1, 2, 6, 6], 29, 17 * $0, 97, 40, 32).transposed([0, 2, 3, 1])]
    }
    let graph = try method.quantized(net(), samples: samples).graph
    var found: [String: QuantizationParameters] = [:]
    for node in graph.nodes where node.op is QuantizeLinear {
      guard let x = node.inputs[0] else { continue }
      found[graph[x].name] = graph.type(of: node.outputs[0]).quantization
    }
    for id in graph.constants { found[graph[id].name] = graph.type(of: id).quantization }
    let lowest: Int32 = activations == "uint8" ? 0 : -128
    func check(_ name: String, _ scales: [Float], zero: Int32) {
      guard let parameters = found[name] else {
        Issue.record("\(name) has no codes")
        return
      }
      #expect(parameters.scales.count == scales.count, "\(name)")
      for (a, b) in zip(parameters.scales, scales) { #expect(abs(a - b) <= 1e-6 * b, "\(name)") }
      #expect(parameters.zeroPoints.allSatisfy { $0 == zero }, "\(name)")
    }
    check("x", [0.011_764_706], zero: lowest + 106)
    check("r", [0.011_659_390], zero: lowest)
    check("p", [0.002_676_664_2], zero: lowest)
    if isPerChannel {
      check("w", [0.005_905_511_8, 0.006_151_574_7, 0.005_782_480_4], zero: 0)
      check("v", [0.003_690_945, 0.004_429_134, 0.004_429_134, 0.003_198_819], zero: 0)
      check("b", [6.947_661_3e-5, 7.237_146_9e-5, 6.802_918_5e-5], zero: 0)
      check("c", [9.879_42e-6, 1.185_530_4e-5, 1.185_530_4e-5, 8.562_164e-6], zero: 0)
    } else {
      check("w", [0.006_151_574_7], zero: 0)
      check("v", [0.004_429_134], zero: 0)
      check("b", [7.237_146_9e-5], zero: 0)
      check("c", [1.185_530_4e-5], zero: 0)
    }
  }
}
