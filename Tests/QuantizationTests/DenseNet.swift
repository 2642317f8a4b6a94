import Graphs
import Operators
import Quantization
import Tensors

/// Three dense layers with a ReLU between, on 8 inputs.
struct DenseNet {
  let graph: Graph

  init(change: (Int, inout [Float]) -> Void = { _, _ in }) throws {
    var graph = Graph(name: "net")
    var x = graph.input("x", .float32([1, 8]))
    for layer in 0..<3 {
      var weights = Tensor.random([8, 8], from: -0.5, to: 0.5, seed: UInt64(layer + 1)).floats.map { $0 }
      change(layer, &weights)
      let w = graph.constant(try Tensor(weights, shape: [8, 8]), name: "w\(layer)")
      let b = graph.constant(.random([8], seed: UInt64(layer + 10)), name: "b\(layer)")
      x = try graph.append(
        Gemm(transposeB: true), [x, w, b], name: "dense\(layer)", outputNames: ["y\(layer)"])[0]
      if layer < 2 { x = try graph.append(Relu(), [x], name: "relu\(layer)", outputNames: ["a\(layer)"])[0] }
    }
    graph.outputs = [x]
    self.graph = graph
  }

  static func samples(_ count: Int) -> [[Tensor]] { (0..<count).map { [.random([1, 8], seed: 50 + UInt64($0))] } }

  func quantized(
    _ calibration: Calibration = .minMax, _ granularity: Granularity = .perChannel, samples: [[Tensor]] = samples(64)
  ) throws -> Graph {
    try StaticQuantization(calibration: calibration, granularity: granularity)
      .quantized(graph, calibrationBatches: samples.map { $0[0] }).graph
  }

  /// The quantized model with weights of multiples of `step` codes: fewer bits in the same form.
  func coarse(_ step: Float) throws -> Graph {
    var graph = try quantized()
    for id in graph.constants {
      guard let codes = graph.constant(id), codes.element == .int8 else { continue }
      let rounded = codes.elements(as: Int8.self).map { Int8(min(max((Float($0) / step).rounded() * step, -127), 127)) }
      graph.setConstant(id, Tensor(rounded).retyped(codes.type))
    }
    return graph
  }
}
