import EdgeRuntime
import Formats
import Foundation
import Graphs
import Interchange
import Operators
import Tensors
import Testing

/// Layers of TFLite that become several nodes, or other nodes in the arithmetic of TFLite.
@Suite("TFLite layers")
struct TFLiteLayerTests {
  private func graph(
    _ kind: String, _ inputs: [ForeignValue], constants: [String: Tensor] = [:], variables: [ForeignValue] = [],
    order: [String], output: ForeignValue, _ attributes: [String: ForeignAttribute] = [:]
  ) throws -> Graph {
    var foreign = ForeignGraph()
    foreign.operatorSets[ForeignNode.tfliteDomain] = 3
    foreign.inputs = inputs
    foreign.outputs = [output]
    foreign.constants = constants
    for value in variables { foreign.valueTypes[value.name] = value }
    foreign.nodes = [
      ForeignNode(
        name: "n", domain: ForeignNode.tfliteDomain, kind: kind, version: 1, inputs: order, outputs: ["y"],
        attributes: attributes)
    ]
    return try ModelFile.graph(from: foreign)
  }

  private func value(
    _ name: String, _ shape: [Int], _ element: ElementType = .float32, _ q: QuantizationParameters? = nil,
    isVariable: Bool = false
  ) -> ForeignValue {
    ForeignValue(
      name: name, element: element, extents: shape.map { .fixed($0) }, quantization: q, isVariable: isVariable)
  }

  private func run(_ graph: Graph, _ inputs: [Tensor], in arithmetic: QuantizedArithmetic) throws -> [Tensor] {
    var graph = graph
    graph.arithmetic = arithmetic
    return try Session(ExecutionPlan(graph)).run(inputs)
  }

  private func close(_ a: [Float], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs(Double($0) - $1) < 1e-6 }
  }

  @Test("a recurrent layer without weights is its biases, step by step")
  func recurrence() throws {
    var constants: [String: Tensor] = [:]
    var order = ["x"]
    for index in 1..<9 {
      constants["w\(index)"] = Tensor(zeros: .float32([1, index < 5 ? 2 : 1]))
      order.append("w\(index)")
    }
    order += ["", "", ""]
    let biases: [Float] = [0.3, -0.2, 0.9, 0.1]
    for (gate, bias) in biases.enumerated() {
      constants["b\(gate)"] = Tensor([bias])
      order.append("b\(gate)")
    }
    order += ["", "", "h", "c"]
    let states = ["h", "c"].map { value($0, [1, 1], isVariable: true) }
    let graph = try graph(
      "UNIDIRECTIONAL_SEQUENCE_LSTM", [value("x", [1, 3, 2])], constants: constants, variables: states, order: order,
      output: value("y", [1, 3, 1]))
    func sigmoid(_ x: Float) -> Double { 1 / (1 + exp(-Double(x))) }
    var (cell, expected): (Double, [Double]) = (0, [])
    for _ in 0..<3 {
      cell = sigmoid(biases[1]) * cell + sigmoid(biases[0]) * tanh(Double(biases[2]))
      expected.append(sigmoid(biases[3]) * tanh(cell))
    }
    let y = try graph.reference([.random([1, 3, 2], seed: 1)])[0]
    #expect(y.shape == [1, 3, 1])
    #expect(close(y.floats, expected))
  }

  @Test("a filter over time meets its first input in its last column")
  func filterOverTime() throws {
    let constants = [
      "f": try Tensor([Float(1), 0, 0, 1, 1, 1, 2, -1], shape: [4, 2]),
      "t": try Tensor([Float(9), 1, 9, 2, 9, 3, 9, 4], shape: [4, 2]), "b": Tensor([Float(0.5), -40]),
    ]
    let graph = try graph(
      "SVDF", [value("x", [1, 2])], constants: constants, variables: [value("s", [1, 8], isVariable: true)],
      order: ["x", "f", "t", "b", "s"], output: value("y", [1, 2]),
      ["rank": .int(2), "fused_activation_function": .string("RELU")])
    // Features of [3, 5]: 3, 5, 8, 1; times 1, 2, 3, 4 and in pairs: 13 and 28.
    let y = try graph.reference([try Tensor([Float(3), 5], shape: [1, 2])])[0]
    #expect(y.floats == [13.5, 0])
  }

  @Test("reals times codes: with codes found at run time in TFLite's arithmetic, with reals in ONNX's")
  func dynamicRange() throws {
    let w = try Tensor([Int8(1), 2, 3], shape: [1, 3]).retyped(
      TensorType(.int8, [1, 3], quantization: QuantizationParameters(scale: 0.5)))
    let graph = try graph(
      "FULLY_CONNECTED", [value("x", [2, 3])], constants: ["w": w, "b": Tensor([Float(10)])], order: ["x", "w", "b"],
      output: value("y", [2, 1]))
    let x = try Tensor([Float(1), -2, 0.5, 0, 0, 0], shape: [2, 3])
    // Row 1: 127/2 per unit: 63.5 → 64, −127, 31.75 → 32; their product with 1, 2, 3 is −94. Row 2 is nothing.
    let exact = try run(graph, [x], in: .litertReference)[0]
    #expect(close(exact.floats, [10 - 94 * 2.0 / 127 * 0.5, 10]))
    #expect(close(try run(graph, [x], in: .onnx)[0].floats, [10 + (1 - 4 + 1.5) * 0.5, 10]))
    #expect(graph.nodes.contains { $0.op is Gemm && $0.inputs.count == 3 }, "the graph itself stays as it was stated")
  }

  @Test("a sum of codes and one code, of codes and a row: integers in TFLite's arithmetic")
  func broadcastSums() throws {
    let q = QuantizationParameters(scale: 0.5, zeroPoint: 1)
    for other in [[1], [3]] {
      let type = TensorType(.int8, Shape(other), quantization: QuantizationParameters(scale: 0.5, zeroPoint: -2))
      let codes = Tensor(Array([Int8(4), 5, 126].prefix(other[0]))).retyped(type)
      let graph = try graph(
        "ADD", [value("x", [2, 3], .int8, q)], constants: ["c": codes], order: ["x", "c"],
        output: value("y", [2, 3], .int8, q))
      let x = try Tensor([Int8(0), 1, 2, 3, 4, 5], shape: [2, 3]).retyped(graph.type(of: graph.inputs[0]))
      let y = try run(graph, [x], in: .litertReference)[0].elements(as: Int8.self)
      // One scale: (x − 1) + (c + 2) + 1, kept below 128.
      #expect(y == (other == [1] ? [6, 7, 8, 9, 10, 11] : [6, 8, 127, 9, 11, 127]))
    }
  }

  @Test("blocks of an image become batches and come back")
  func blocks() throws {
    var foreign = ForeignGraph()
    foreign.operatorSets[ForeignNode.tfliteDomain] = 3
    foreign.inputs = [value("x", [1, 4, 6, 2])]
    foreign.outputs = [ForeignValue(name: "y", element: .float32, extents: [], rankIsOpen: true)]
    foreign.valueTypes["m"] = ForeignValue(name: "m", element: .float32, extents: [], rankIsOpen: true)
    foreign.constants = ["b": Tensor([Int32(2), 3]), "p": try Tensor([Int32](repeating: 0, count: 4), shape: [2, 2])]
    foreign.nodes = [
      ForeignNode(name: "s", domain: "tflite", kind: "SPACE_TO_BATCH_ND", inputs: ["x", "b", "p"], outputs: ["m"]),
      ForeignNode(name: "t", domain: "tflite", kind: "BATCH_TO_SPACE_ND", inputs: ["m", "b", "p"], outputs: ["y"]),
    ]
    let x = Tensor.random([1, 4, 6, 2], seed: 3)
    #expect(try ModelFile.graph(from: foreign).reference([x]) == [x])
    foreign.nodes.removeLast()
    foreign.outputs = [try #require(foreign.valueTypes["m"])]
    let m = try ModelFile.graph(from: foreign).reference([x])[0]
    #expect(m.shape == [6, 2, 2, 2])
    // Batch 4 is row 1, column 1 of every block of 2 × 3 pixels.
    #expect(m.floats[32..<34] == x.floats[14..<16])
  }
}
