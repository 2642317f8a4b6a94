import Graphs
import Interchange
import Tensors
import Testing

/// Nodes that state in one what others state in several.
@Suite("Nodes that are read as several")
struct ExpansionTests {
  /// A model of one node whose first input is given and whose others are known.
  private func model(
    _ node: ForeignNode, _ element: ElementType, _ shape: Shape, _ constants: [String: Tensor]
  ) throws -> Graph {
    var graph = ForeignGraph()
    graph.operatorSets = ["": 21, "com.microsoft": 1]
    graph.inputs = [ForeignValue(name: "x", element: element, extents: shape.dimensions.map { .fixed($0) })]
    graph.outputs = [ForeignValue(name: "y", element: element, extents: [])]
    graph.constants = constants
    graph.nodes = [node]
    return try ModelFile.graph(from: graph)
  }

  private func codes(_ graph: Graph, _ x: [UInt8], _ shape: Shape) throws -> [UInt8] {
    let argument = try Tensor(x, shape: shape).retyped(graph.type(of: graph.inputs[0]))
    return try graph.reference([argument])[0].withBytes { Array($0) }
  }

  private func scale(_ value: Float) -> Tensor { Tensor(repeating: value, shape: .scalar) }
  private func zero(_ value: UInt8) -> Tensor { Tensor([value]).retyped(TensorType(.uint8, .scalar)) }

  @Test("a sum of codes is dequantized, summed and quantized")
  func sum() throws {
    let node = ForeignNode(
      name: "sum", domain: "com.microsoft", kind: "QLinearAdd", inputs: ["x", "s", "z", "b", "s", "z", "t", "u"],
      outputs: ["y"])
    let constants = [
      "s": scale(0.5), "z": zero(10), "b": Tensor([UInt8(12), 8]), "t": scale(0.25), "u": zero(3),
    ]
    // x = (0, 2), b = (1, −1): 1/0.25 + 3 and 1/0.25 + 3.
    #expect(try codes(model(node, .uint8, [2], constants), [10, 14], [2]) == [7, 7])
  }

  @Test("a convolution of codes, whose bias has the scale of the products")
  func convolution() throws {
    let node = ForeignNode(
      name: "conv", kind: "QLinearConv", version: 10, inputs: ["x", "s", "z", "w", "v", "u", "t", "u", "b"],
      outputs: ["y"])
    let constants = [
      "s": scale(0.5), "z": zero(2), "w": try Tensor([UInt8(3)], shape: [1, 1, 1, 1]), "v": scale(2), "u": zero(0),
      "t": scale(1), "b": Tensor([Int32(5)]),
    ]
    // (x − 2)/2 · 3 · 2 + 5 · (0.5 · 2).
    #expect(try codes(model(node, .uint8, [1, 1, 1, 2], constants), [2, 6], [1, 1, 1, 2]) == [5, 17])
  }

  @Test("scales in blocks and codes of four bits are read as the formula")
  func blocks() throws {
    let node = ForeignNode(
      name: "dequantize", kind: "DequantizeLinear", version: 21, inputs: ["x", "s"], outputs: ["y"],
      attributes: ["axis": .int(0), "block_size": .int(2)])
    let graph = try model(node, .int4, [4], ["s": Tensor([Float(2), 3])])
    let x = try Tensor(bytes: [0x1F, 0x8F], type: TensorType(.int4, [4]))
    #expect(try graph.reference([x])[0].floats == [-2, 2, -3, -24])
  }

  @Test("a fused activation follows its convolution")
  func activation() throws {
    let node = ForeignNode(
      name: "conv", domain: "com.microsoft", kind: "FusedConv", inputs: ["x", "w"], outputs: ["y"],
      attributes: ["activation": .string("Clip"), "activation_params": .floats([0, 6])])
    let graph = try model(node, .float32, [1, 1, 1, 3], ["w": try Tensor([Float(2)], shape: [1, 1, 1, 1])])
    let x = try Tensor([-1, 2, 5] as [Float], shape: [1, 1, 1, 3])
    #expect(try graph.reference([x])[0].floats == [0, 4, 6])
  }

  @Test("a sum and its norm, with the sum as the fourth output")
  func norm() throws {
    let node = ForeignNode(
      name: "norm", domain: "com.microsoft", kind: "SkipLayerNormalization", inputs: ["x", "x", "g"],
      outputs: ["y", "", "", "s"])
    let graph = try model(node, .float32, [1, 2], ["g": Tensor([Float(1), 1])])
    // 2x = (2, 6) becomes (−1, 1).
    let y = try graph.reference([try Tensor([1, 3] as [Float], shape: [1, 2])])[0].floats
    #expect(abs(y[0] + 1) < 1e-6 && abs(y[1] - 1) < 1e-6)
  }

  @Test("what cannot be taken apart is named")
  func refused() {
    for (kind, attributes) in [
      ("FusedConv", ["activation": .string("Unheard")]), ("QLinearAveragePool", ["channels_last": .int(1)]),
      ("QGemm", ["alpha": .float(2)]),
    ] as [(String, [String: ForeignAttribute])] {
      let node = ForeignNode(
        name: "n", domain: "com.microsoft", kind: kind, inputs: ["x", "w"], outputs: ["y"], attributes: attributes)
      #expect(throws: InterchangeError.self) { try model(node, .float32, [1, 1, 2, 2], ["w": Tensor([Float(1)])]) }
    }
  }
}
