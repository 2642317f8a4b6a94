import Formats
import Graphs
import Tensors
import Testing

@Suite("Reading TFLite")
struct TFLiteReadingTests {
  /// A fully connected layer on codes with a ReLU, made by hand.
  static func layer() -> FlatBytes {
    .model(
      codes: [9],
      tensors: [
        .tensor("x", [1, 2], type: 9, [4: .quantization([0.5], [-3])]),
        .tensor("w", [3, 2], type: 9, buffer: 1, [4: .quantization([0.25, 0.5, 1], [0, 0, 0])]),
        .tensor("b", [3], type: 2, buffer: 2, [4: .quantization([0.125, 0.25, 0.5], [0, 0, 0])]),
        .tensor("y", [1, 3], type: 9, [4: .quantization([2], [5]), 7: .ints([-1, 3])]),
      ], inputs: [0], outputs: [3],
      nodes: [.node(code: 0, [0, 1, 2], [3], [3: .uint8(8), 4: .table([0: .int8(1), 2: .uint8(1)])])],
      buffers: [[1, 2, 3, 4, 5, 255], [1, 0, 0, 0, 2, 0, 0, 0, 255, 255, 255, 255]])
  }

  private func read(_ model: FlatBytes) throws -> ForeignGraph {
    try TFLiteFile.read(FlatBytes.file(model), file: "hand.tflite")
  }

  @Test("names, types, scales, constants and options of a layer")
  func wholeLayer() throws {
    let graph = try read(Self.layer())
    #expect(graph.name == "main")
    #expect(graph.producer == "by hand")
    #expect(graph.operatorSets == ["tflite": 3])
    let x = try #require(graph.inputs.first)
    #expect(x.name == "x" && x.element == .int8 && x.extents == [.fixed(1), .fixed(2)])
    #expect(x.quantization == QuantizationParameters(scale: 0.5, zeroPoint: -3))
    #expect(graph.outputs.map(\.extents) == [[.open(""), .fixed(3)]], "an extent of −1 in the signature is open")
    let w = try #require(graph.constants["w"])
    #expect(w.elements(as: Int8.self) == [1, 2, 3, 4, 5, -1])
    #expect(w.type.quantization == QuantizationParameters(symmetric: [0.25, 0.5, 1], axis: 0))
    #expect(graph.constants["b"]?.elements(as: Int32.self) == [1, 2, -1])
    let node = try #require(graph.nodes.first)
    #expect(node.kind == "FULLY_CONNECTED" && node.domain == "tflite" && node.version == 1)
    #expect(node.inputs == ["x", "w", "b"] && node.outputs == ["y"])
    #expect(node.string("fused_activation_function", default: "") == "RELU")
    #expect(node.int("keep_num_dims", default: -1) == 1)
    #expect(node.string("weights_format", default: "") == "DEFAULT", "an absent option has its default")
  }

  @Test("names that repeat or are missing become unique; absent inputs stay absent")
  func names() throws {
    let graph = try read(
      .model(
        codes: [0],
        tensors: [.tensor("a", [2]), .tensor("a", [2]), .tensor("", [2]), .tensor("a", [2])], inputs: [0, 1],
        outputs: [3], nodes: [.node(code: 0, [0, 1], [2]), .node(code: 0, [2, -1], [3])]))
    #expect(graph.inputs.map(\.name) == ["a", "a_1"])
    #expect(graph.nodes.map(\.outputs) == [["tensor2"], ["a_3"]])
    #expect(graph.nodes[1].inputs == ["tensor2", ""])
  }

  @Test("tensors that share a buffer share its bytes under their own types")
  func sharedBuffer() throws {
    let graph = try read(
      .model(
        codes: [0],
        tensors: [
          .tensor("a", [4], type: 9, buffer: 1), .tensor("b", [2, 2], type: 3, buffer: 1), .tensor("c", [4], type: 9),
        ], inputs: [], outputs: [2], nodes: [.node(code: 0, [0, 1], [2])], buffers: [[1, 2, 3, 255]]))
    #expect(graph.constants["a"]?.elements(as: Int8.self) == [1, 2, 3, -1])
    #expect(graph.constants["b"]?.elements(as: UInt8.self) == [1, 2, 3, 255])
    #expect(graph.constants["b"]?.shape == [2, 2])
  }

  @Test("a variable is known before any node, and is no constant")
  func variables() throws {
    let graph = try read(
      .model(
        codes: [0], tensors: [.tensor("x", [2]), .tensor("state", [2], [5: .uint8(1)]), .tensor("y", [2])],
        inputs: [0], outputs: [2], nodes: [.node(code: 0, [0, 1], [2])]))
    #expect(graph.valueTypes["state"]?.isVariable == true)
    #expect(graph.constants.isEmpty)
  }

  @Test("a custom operator keeps its own name; a builtin one of a later schema its number")
  func unknownOperators() throws {
    var model = FlatBytes.model(
      codes: [32], tensors: [.tensor("x", [2]), .tensor("y", [2])], inputs: [0], outputs: [1],
      nodes: [.node(code: 0, [0], [1])])
    model = model.replacing(1, by: .tables([.table([0: .int8(32), 1: .text("Detect"), 3: .int32(32)])]))
    #expect(try read(model).nodes.map { "\($0.domain) \($0.kind)" } == ["tflite.custom Detect"])
    model = model.replacing(1, by: .tables([.table([0: .int8(127), 3: .int32(900)])]))
    #expect(try read(model).nodes.map(\.kind) == ["BUILTIN_900"])
  }
}

extension FlatBytes {
  /// A table with another field.
  func replacing(_ id: Int, by field: FlatBytes) -> FlatBytes {
    guard case .table(let fields) = self else { return self }
    return .table(fields.merging([id: field]) { $1 })
  }
}
