import Formats
import Foundation
import Graphs
import Interchange
import Operators
import Tensors
import Testing

@Suite("Graph → TFLite")
struct TFLiteExportTests {
  /// `image → [transpose] → convolution 3×3 → ReLU6 → mean over pixels → fully connected`.
  private func classifier(channelsFirst: Bool, unsigned: Bool? = nil) throws -> Graph {
    var graph = Graph(name: "classifier")
    var x = graph.input("image", .float32(channelsFirst ? [1, 3, 8, 8] : [1, 8, 8, 3]))
    if channelsFirst { x = try graph.apply(Transpose(ImageLayout.toChannelsLast), x, name: "nhwc") }
    var weights = graph.constant(Tensor.random([4, 3, 3, 3], seed: 1), name: "w")
    func coded(_ id: ValueID, _ scale: Float, _ zero: Int32, _ name: String) throws -> ValueID {
      guard let unsigned else { return id }
      let parameters = QuantizationParameters(scale: scale, zeroPoint: unsigned ? zero + 128 : zero)
      let codes = try graph.apply(QuantizeLinear(unsigned ? .uint8 : .int8, parameters), id, name: name)
      return try graph.apply(DequantizeLinear(), codes, name: name + "_d")
    }
    if unsigned != nil {
      let scales = QuantizationParameters(symmetric: [0.01, 0.02, 0.03, 0.04], axis: 0)
      let codes = graph.constant(try Tensor.random([4, 3, 3, 3], seed: 1).quantized(to: .int8, scales), name: "w")
      weights = try graph.apply(DequantizeLinear(), codes, name: "w_d")
    }
    x = try coded(x, 0.0625, -1, "image_q")
    let bias = graph.constant(Tensor.random([4], seed: 2), name: "b")
    let conv = Conv(Window(stride: Pair(2, 2), padding: Padding(1)))
    var y = try graph.apply(conv, x, weights, bias, name: "conv")
    y = try coded(try graph.apply(Clip.relu6, y, name: "relu6"), 6 / 255, -128, "map")
    y = try coded(try graph.apply(GlobalAveragePool(), y, name: "pool"), 6 / 255, -128, "means")
    let rows = try graph.apply(Flatten(), y, name: "rows")
    let dense = graph.constant(Tensor.random([10, 4], seed: 3), name: "dense")
    graph.outputs = [try graph.apply(Gemm(transposeB: true), rows, dense, nil, name: "scores")]
    return graph
  }

  @Test("images of a graph in NCHW are stated in NHWC, under the same names")
  func border() throws {
    let graph = try classifier(channelsFirst: true)
    let foreign = try ModelFile.tfliteGraph(from: graph)
    #expect(foreign.inputs.map(\.name) == ["image"] && foreign.outputs.map(\.name) == ["scores"])
    #expect(foreign.inputs[0].extents == [.fixed(1), .fixed(8), .fixed(8), .fixed(3)])
    // 8 pixels at stride 2 with one before: TFLite's rule would put it behind.
    #expect(foreign.nodes.map(\.kind) == ["PAD", "CONV_2D", "MEAN", "RESHAPE", "FULLY_CONNECTED"])
    #expect(foreign.nodes[1].attributes["fused_activation_function"] == .string("RELU6"))
    #expect(foreign.nodes[1].attributes["padding"] == .string("VALID"))
    #expect(foreign.constants["w"]?.shape == [4, 3, 3, 3])
    let kept = try ModelFile.tfliteGraph(from: graph, origin: .tflite)
    #expect(kept.inputs[0].extents == [.fixed(1), .fixed(3), .fixed(8), .fixed(8)])
    #expect(kept.nodes.map(\.kind).first == "TRANSPOSE")
  }

  @Test("an output that is only the NCHW form of an image is stated in NHWC")
  func outputBorder() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 2, 4, 4]))
    let image = try graph.apply(Transpose(ImageLayout.toChannelsLast), x)
    let y = try graph.apply(MaxPool(Pair(2, 2), Window(stride: Pair(2, 2))), image)
    graph.outputs = [try graph.apply(Transpose(ImageLayout.toChannelsFirst), y, name: "y")]
    let foreign = try ModelFile.tfliteGraph(from: graph)
    #expect(foreign.nodes.map(\.kind) == ["MAX_POOL_2D"])
    #expect(foreign.outputs == [ForeignValue(name: "y", element: .float32, extents: [1, 2, 2, 2].map { .fixed($0) })])
  }

  @Test("quantize/dequantize pairs become integer operators on int8 codes", arguments: [false, true])
  func integers(unsigned: Bool) throws {
    let foreign = try ModelFile.tfliteGraph(from: classifier(channelsFirst: false, unsigned: unsigned))
    let kinds = ["QUANTIZE", "PAD", "CONV_2D", "MEAN", "RESHAPE", "DEQUANTIZE", "FULLY_CONNECTED"]
    #expect(foreign.nodes.map(\.kind) == kinds)
    let map = try #require(foreign.valueTypes["map"])
    #expect(map.element == .int8 && map.quantization == QuantizationParameters(scale: 6 / 255, zeroPoint: -128))
    let weights = try #require(foreign.constants["w"])
    #expect(weights.element == .int8 && weights.type.quantization?.axis == 0)
    // b / (0.0625 · w's scale), to the nearest integer.
    let bias = try #require(foreign.constants["b"])
    let reals = Tensor.random([4], seed: 2).floats
    let expected = zip(reals, [0.01, 0.02, 0.03, 0.04] as [Float]).map { Int32(($0 / ($1 * 0.0625)).rounded()) }
    #expect(bias.elements(as: Int32.self) == expected)
    #expect(bias.type.quantization?.scales == [0.01, 0.02, 0.03, 0.04].map { $0 * Float(0.0625) })
  }

  @Test("what TFLite computes otherwise on codes stays in reals between codes")
  func islands() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([1, 10]))
    let input = QuantizationParameters(scale: 0.1, zeroPoint: 0)
    for (name, scale) in [("y", Float(1) / 256), ("z", 0.003)] {
      let codes = try graph.apply(QuantizeLinear(.int8, input), x)
      let y = try graph.apply(Softmax(), try graph.apply(DequantizeLinear(), codes))
      graph.outputs.append(
        try graph.apply(QuantizeLinear(.int8, QuantizationParameters(scale: scale, zeroPoint: -128)), y, name: name))
    }
    let foreign = try ModelFile.tfliteGraph(from: graph)
    let kinds = ["DEQUANTIZE", "QUANTIZE", "QUANTIZE", "QUANTIZE", "SOFTMAX", "SOFTMAX"]
    #expect(foreign.nodes.map(\.kind).sorted() == kinds)
    #expect(foreign.nodes.first { $0.outputs == ["y"] }?.kind == "SOFTMAX")
    #expect(foreign.nodes.first { $0.outputs == ["z"] }?.kind == "QUANTIZE")
  }

  @Test("an operator that TFLite has no form of is named")
  func refusal() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([4]))
    graph.outputs = try graph.append(DynamicQuantizeLinear(), [x], name: "codes")
    #expect {
      try ModelFile.tfliteGraph(from: graph)
    } throws: { error in
      guard case InterchangeError.foreign(.cannotExport("DynamicQuantizeLinear", "codes", _)) = error else {
        return false
      }
      return true
    }
  }

  @Test("an input that is an output, and one result twice, are files too")
  func copies() throws {
    var graph = Graph()
    let x = graph.input("x", .float32([2, 2]))
    let y = try graph.apply(Relu(), x, name: "y")
    graph.outputs = [x, y, y]
    let foreign = try ModelFile.tfliteGraph(from: graph)
    #expect(foreign.outputs.map(\.name) == ["x_2", "y", "y_2"])
    _ = try TFLiteFile.bytes(of: foreign)
  }

  @Test(
    "the bytes of a file are read as the graph that was written, which computes the same", arguments: TFLiteCase.all)
  func roundTrip(item: TFLiteCase) throws {
    let written = Result { () throws(InterchangeError) in
      try ModelFile.tfliteGraph(from: item.graph, origin: .tflite)
    }
    if case .failure(.foreign(.cannotExport)) = written { return }
    let foreign = try written.get()
    let read = try TFLiteFile.read(TFLiteFile.bytes(of: foreign), file: item.name)
    #expect(read.nodes.map(\.kind) == foreign.nodes.map(\.kind))
    #expect(read.constants == foreign.constants)
    #expect(read.inputs == foreign.inputs && read.outputs == foreign.outputs)
    let again = try ModelFile.graph(from: read)
    #expect(again.inputs.map { again[$0].name } == item.graph.inputs.map { item.graph[$0].name })
    for (found, expected) in zip(try again.reference(item.arguments), item.expected) {
      guard found.element == .float32 else {
        #expect(found == expected)
        continue
      }
      let range = max(expected.floats.max() ?? 0, 0) - min(expected.floats.min() ?? 0, 0)
      let difference = zip(found.floats, expected.floats).map { $0 == $1 ? 0 : abs($0 - $1) }.max() ?? 0
      // Codes: one step of 255 where a bias became codes. Reals: a product where a quotient was, sums in another order.
      #expect(difference <= range * (item.name.hasSuffix("codes") ? 1.01 / 255 : 1e-5))
    }
  }
}
