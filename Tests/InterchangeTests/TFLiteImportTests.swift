import Formats
import Graphs
import Interchange
import Operators
import Tensors
import Testing

/// Nodes as a TFLite file states them, evaluated by the plain references, against numbers worked out by hand.
@Suite("TFLite operators")
struct TFLiteImportTests {
  /// A graph of one node.
  private func graph(
    _ kind: String, _ inputs: [(String, TensorType)], constants: [String: Tensor] = [:],
    order: [String], outputs: [ForeignValue], _ attributes: [String: ForeignAttribute] = [:]
  ) throws -> Graph {
    var foreign = ForeignGraph()
    foreign.operatorSets[ForeignNode.tfliteDomain] = 3
    foreign.inputs = inputs.map { name, type in
      ForeignValue(
        name: name, element: type.element, extents: type.shape.dimensions.map { .fixed($0) },
        quantization: type.quantization)
    }
    foreign.outputs = outputs
    foreign.constants = constants
    foreign.nodes = [
      ForeignNode(
        name: "n", domain: ForeignNode.tfliteDomain, kind: kind, version: 1, inputs: order,
        outputs: outputs.map(\.name), attributes: attributes)
    ]
    return try ModelFile.graph(from: foreign)
  }

  private func floats(_ name: String = "y") -> ForeignValue {
    ForeignValue(name: name, element: .float32, extents: [], rankIsOpen: true)
  }

  /// The floats of the first output for one float input.
  private func run(
    _ kind: String, _ x: Tensor, constants: [String: Tensor] = [:], order: [String]? = nil,
    _ attributes: [String: ForeignAttribute] = [:]
  ) throws -> Tensor {
    let names = order ?? ["x"] + constants.keys.sorted()
    let graph = try graph(kind, [("x", x.type)], constants: constants, order: names, outputs: [floats()], attributes)
    return try graph.reference([x])[0]
  }

  private func ramp(_ shape: Shape) throws -> Tensor {
    try Tensor((0..<shape.count).map { Float($0) }, shape: shape)
  }
  private func ints(_ list: [Int32]) -> Tensor { Tensor(list) }

  @Test("a layer on int8 codes keeps its names and gives the codes of the integer formula")
  func fullyConnected() throws {
    let codes = { (scale: Float, zero: Int32) in QuantizationParameters(scale: scale, zeroPoint: zero) }
    let w = try Tensor([Int8(1), 2, 3, 4, 5, -1], shape: [3, 2]).retyped(
      TensorType(.int8, [3, 2], quantization: QuantizationParameters(symmetric: [0.25, 0.5, 1], axis: 0)))
    let b = Tensor([Int32(1), 2, -1]).retyped(
      TensorType(.int32, [3], quantization: QuantizationParameters(symmetric: [0.125, 0.25, 0.5], axis: 0)))
    let type = TensorType(.int8, [1, 2], quantization: codes(0.5, -3))
    let output = ForeignValue(name: "y", element: .int8, extents: [.fixed(1), .fixed(3)], quantization: codes(2, 5))
    let graph = try graph(
      "FULLY_CONNECTED", [("x", type)], constants: ["w": w, "b": b], order: ["x", "w", "b"], outputs: [output],
      ["fused_activation_function": .string("RELU")])
    #expect(graph.inputs.map { graph[$0].name } == ["x"])
    #expect(graph.outputs.map { graph[$0].name } == ["y"])
    #expect(graph.type(of: graph.inputs[0]) == type)
    // (x + 3) = [4, 8]: sums 21, 46 and 11, times 1/16, 1/8 and 1/4: 1.3, 5.75 and 2.75; behind them zero point 5.
    let x = try Tensor([Int8(1), 5], shape: [1, 2]).retyped(type)
    #expect(try graph.reference([x])[0].elements(as: Int8.self) == [6, 11, 8])
  }

  @Test("SAME puts the odd row and column of padding at the end; VALID has none")
  func padding() throws {
    let x = try Tensor([Float](repeating: 1, count: 16), shape: [1, 4, 4, 1])
    let w = try Tensor([Float](repeating: 1, count: 9), shape: [1, 3, 3, 1])
    let options: [String: ForeignAttribute] = ["stride_h": .int(2), "stride_w": .int(2), "padding": .string("SAME")]
    // How many of the nine taps lie in the image.
    #expect(try run("CONV_2D", x, constants: ["w": w], options).floats == [9, 6, 6, 4])
    let valid = options.merging(["padding": .string("VALID")]) { $1 }
    #expect(try run("CONV_2D", x, constants: ["w": w], valid).floats == [9])
    #expect(try run("DEPTHWISE_CONV_2D", x, constants: ["w": w], options).floats == [9, 6, 6, 4])
    let window: [String: ForeignAttribute] = ["filter_height": .int(3), "filter_width": .int(3)]
    let mean = try run("AVERAGE_POOL_2D", x, options.merging(window) { $1 })
    #expect(mean.floats == [1, 1, 1, 1], "padding is not counted")
  }

  @Test("attributes that make no window are refused", arguments: [0, -1, Int.min, Int.max])
  func strides(stride: Int) throws {
    let x = try ramp([1, 4, 4, 1])
    let w = try ramp([1, 3, 3, 1])
    #expect(throws: InterchangeError.self) {
      try run("CONV_2D", x, constants: ["w": w], ["stride_h": .int(stride), "stride_w": .int(1)])
    }
    #expect(throws: InterchangeError.self) {
      try run("MAX_POOL_2D", x, ["stride_h": .int(1), "stride_w": .int(1), "filter_height": .int(stride)])
    }
  }

  @Test("strided slices with every mask")
  func stridedSlices() throws {
    let x = try ramp([3, 4])
    func picked(
      _ begin: [Int32], _ end: [Int32], _ step: [Int32], _ masks: [String: ForeignAttribute] = [:]
    ) throws -> (Shape, [Float]) {
      let y = try run(
        "STRIDED_SLICE", x, constants: ["a": ints(begin), "b": ints(end), "c": ints(step)],
        order: ["x", "a", "b", "c"],
        masks)
      return (y.shape, y.floats)
    }
    #expect(try picked([1, 1], [3, 3], [1, 1]) == ([2, 2], [5, 6, 9, 10]))
    #expect(try picked([-1, 0], [9, 9], [1, 2]) == ([1, 2], [8, 10]))
    #expect(try picked([0, 3], [1, 0], [1, -2]) == ([1, 2], [3, 1]))
    #expect(try picked([1, 3], [0, 0], [1, -1], ["end_mask": .int(3)]) == ([2, 4], [7, 6, 5, 4, 11, 10, 9, 8]))
    #expect(try picked([2, 2], [3, 4], [1, 1], ["begin_mask": .int(2)]) == ([1, 4], [8, 9, 10, 11]))
    #expect(try picked([1], [2], [1], ["shrink_axis_mask": .int(1)]) == ([4], [4, 5, 6, 7]))
    #expect(
      try picked([0, 1], [0, 2], [1, 1], ["ellipsis_mask": .int(1), "shrink_axis_mask": .int(2)]) == ([3], [1, 5, 9]))
    #expect(try picked([0, 1], [0, 2], [1, 1], ["new_axis_mask": .int(1)]) == ([1, 1, 4], [4, 5, 6, 7]))
    #expect(try picked([1, 1], [1, 2], [1, 1], ["offset": .int(1)]) == ([1, 2], [5, 6]))
    #expect(throws: InterchangeError.self) { try picked([5, 0], [6, 1], [1, 1], ["shrink_axis_mask": .int(1)]) }
    #expect(throws: InterchangeError.self) { try picked([0, 0], [1, 1], [0, 1]) }
  }

  @Test("parts of a tensor: slices, splits, unpacking and packing")
  func parts() throws {
    let x = try ramp([2, 6])
    let slice = try run("SLICE", x, constants: ["a": ints([1, 2]), "b": ints([-1, 3])])
    #expect(slice.shape == [1, 3] && slice.floats == [8, 9, 10])
    let halves = try graph(
      "SPLIT", [("x", x.type)], constants: ["axis": ints([-1])], order: ["axis", "x"],
      outputs: [floats("a"), floats("b")])
    #expect(try halves.reference([x]).map(\.floats) == [[0, 1, 2, 6, 7, 8], [3, 4, 5, 9, 10, 11]])
    let uneven = try graph(
      "SPLIT_V", [("x", x.type)], constants: ["sizes": ints([1, -1]), "axis": ints([1])],
      order: ["x", "sizes", "axis"], outputs: [floats("a"), floats("b")])
    #expect(try uneven.reference([x]).map(\.shape) == [[2, 1], [2, 5]])
    let rows = try graph(
      "UNPACK", [("x", x.type)], order: ["x"], outputs: [floats("a"), floats("b")], ["num": .int(2)])
    #expect(try rows.reference([x]).map(\.shape) == [[6], [6]])
    let packed = try graph(
      "PACK", [("x", x.type)], order: ["x", "x"], outputs: [floats()], ["axis": .int(-1), "values_count": .int(2)])
    #expect(try packed.reference([x])[0].shape == [2, 6, 2])
  }

  @Test("half-precision weights and four-bit codes stand for their reals")
  func narrowConstants() throws {
    // 1.0, −2.0 and 0.5 as IEEE half precision.
    let half = try Tensor(bytes: [0x00, 0x3C, 0x00, 0xC0, 0x00, 0x38], type: TensorType(.float16, [3]))
    let x = Tensor([Float(10), 10, 10])
    #expect(try run("ADD", x, constants: ["h": half]).floats == [11, 8, 10.5])
    let four = try Tensor(
      bytes: [0x7F, 0x08], type: TensorType(.int4, [3], quantization: QuantizationParameters(scale: 0.5)))
    // The low half of a byte comes first: −1, 7, −8.
    #expect(try run("ADD", x, constants: ["q": four]).floats == [9.5, 13.5, 6])
  }

  @Test("nearest neighbours, with and without centres and corners")
  func nearest() throws {
    let x = try ramp([1, 1, 4, 1])
    func row(_ options: [String: ForeignAttribute], _ width: Int32) throws -> [Float] {
      try run("RESIZE_NEAREST_NEIGHBOR", x, constants: ["size": ints([1, width])], options).floats
    }
    #expect(try row([:], 8) == [0, 0, 1, 1, 2, 2, 3, 3])
    #expect(try row([:], 3) == [0, 1, 2])
    #expect(try row(["half_pixel_centers": .int(1)], 2) == [1, 3])
    #expect(try row(["align_corners": .int(1)], 2) == [0, 3])
  }

  @Test("an operator that no room reads is refused by its name and the node's")
  func unknown() throws {
    do {
      _ = try run("RFFT2D", try ramp([2]))
      Issue.record("read")
    } catch InterchangeError.foreign(.unsupportedOperator(let kind, let domain, let node, _)) {
      #expect(kind == "RFFT2D" && domain == "tflite" && node == "n")
    }
  }
}
