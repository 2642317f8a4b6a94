import Formats
import Foundation
import Graphs
import Tensors
import Testing

@Suite("TFLite: graph → bytes → graph")
struct TFLiteRoundTripTests {
  private func graph() throws -> ForeignGraph {
    var graph = ForeignGraph()
    graph.name = "main"
    graph.producer = "test"
    graph.operatorSets = [ForeignNode.tfliteDomain: 3]
    let activations = QuantizationParameters(scale: 0.5, zeroPoint: -3)
    graph.inputs = [
      ForeignValue(
        name: "image", element: .int8, extents: [.open(""), .fixed(4), .fixed(4), .fixed(2)], quantization: activations)
    ]
    let output = ForeignValue(name: "scores", element: .float32, extents: [.fixed(1), .fixed(3)])
    graph.outputs = [output]
    graph.valueTypes = [
      "map": ForeignValue(
        name: "map", element: .int8, extents: [.fixed(1), .fixed(2), .fixed(2), .fixed(3)], quantization: activations),
      "means": ForeignValue(name: "means", element: .int8, extents: [.fixed(1), .fixed(3)], quantization: activations),
      "scores": output,
    ]
    let weights = TensorType(
      .int8, [3, 3, 3, 2], quantization: QuantizationParameters(symmetric: [0.25, 0.5, 1], axis: 0))
    let codes = try Tensor((0..<54).map { Int8($0 - 27) }, shape: [3, 3, 3, 2])
    graph.constants = [
      "w": codes.retyped(weights), "axes": Tensor([Int32(1), 2]),
      "b": try Tensor(
        [Int32(1), -2, 3], shape: [3], quantization: QuantizationParameters(symmetric: [0.125, 0.25, 0.5], axis: 0)),
    ]
    func node(_ kind: String, _ inputs: [String], _ output: String, _ more: [String: ForeignAttribute] = [:])
      -> ForeignNode
    {
      ForeignNode(
        name: output, domain: ForeignNode.tfliteDomain, kind: kind, version: kind == "CONV_2D" ? 3 : 2, inputs: inputs,
        outputs: [output], attributes: more)
    }
    graph.nodes = [
      node(
        "CONV_2D", ["image", "w", "b"], "map",
        [
          "padding": .string("SAME"), "stride_h": .int(2), "stride_w": .int(2), "dilation_h_factor": .int(1),
          "dilation_w_factor": .int(1), "fused_activation_function": .string("RELU6"),
          "quantized_bias_type": .string("FLOAT32"),
        ]),
      node("MEAN", ["map", "axes"], "means", ["keep_dims": .int(0)]),
      node("DEQUANTIZE", ["means"], "scores"),
    ]
    return graph
  }

  @Test("everything that is written is read back")
  func roundTrip() throws {
    let graph = try graph()
    let read = try TFLiteFile.read(TFLiteFile.bytes(of: graph), file: "trip")
    #expect(read.name == graph.name && read.producer == graph.producer && read.operatorSets == graph.operatorSets)
    #expect(read.inputs == graph.inputs && read.outputs == graph.outputs)
    #expect(read.valueTypes == graph.valueTypes)
    #expect(read.constants == graph.constants)
    #expect(read.nodes.count == 3)
    for (a, b) in zip(read.nodes, graph.nodes) {
      #expect(a.name == b.name && a.domain == b.domain && a.kind == b.kind && a.version == b.version)
      #expect(a.inputs == b.inputs && a.outputs == b.outputs && a.attributes == b.attributes)
    }
  }

  @Test("equal graphs give equal bytes, and bytes come back as the same bytes")
  func deterministic() throws {
    let bytes = try TFLiteFile.bytes(of: graph())
    #expect(try TFLiteFile.bytes(of: graph()) == bytes)
    #expect(try TFLiteFile.bytes(of: TFLiteFile.read(bytes, file: "trip")) == bytes)
  }

  @Test("the data of weights lies at a multiple of 16")
  func alignment() throws {
    let bytes = try TFLiteFile.bytes(of: graph())
    let weights = (0..<54).map { UInt8(bitPattern: Int8($0 - 27)) }
    let place = bytes.indices.first { bytes[$0...].starts(with: weights) }
    #expect(place.map { $0 % 16 } == 0)
  }

  @Test("an absent input, and options that are their defaults")
  func absent() throws {
    var graph = try graph()
    graph.nodes[0].inputs[2] = ""
    graph.nodes[0].attributes["fused_activation_function"] = .string("NONE")
    let read = try TFLiteFile.read(TFLiteFile.bytes(of: graph), file: "trip")
    #expect(read.nodes[0].inputs == ["image", "w", ""])
    #expect(read.nodes[0].attributes["fused_activation_function"] == .string("NONE"))
  }

  @Test("what TFLite does not have is refused by name")
  func refusals() throws {
    var unknown = try graph()
    unknown.nodes[1].kind = "Softplus"
    #expect(throws: FormatError.self) { try TFLiteFile.bytes(of: unknown) }
    var option = try graph()
    option.nodes[0].attributes["padding"] = .string("AROUND")
    #expect(throws: FormatError.self) { try TFLiteFile.bytes(of: option) }
    var untyped = try graph()
    untyped.valueTypes["means"] = nil
    #expect(throws: FormatError.self) { try TFLiteFile.bytes(of: untyped) }
  }

  @Test("writing replaces the file in one step")
  func replacing() throws {
    let folder = URL.temporaryDirectory.appending(path: "keiryo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "model.tflite")
    for _ in 0..<2 { try TFLiteFile.write(graph(), to: url) }
    #expect(try TFLiteFile.read(url).nodes.count == 3)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["model.tflite"])
  }
}
