import Formats
import Graphs
import Tensors
import Testing

@Suite("ONNX: what is read")
struct ONNXReadingTests {
  private func read(_ bytes: [UInt8]) throws -> ForeignGraph { try ONNXFile.read(bytes, file: "test") }

  @Test("a file assembled byte by byte")
  func byHand() throws {
    let graph = try read(WireBytes.sum())
    #expect(graph.name == "g")
    #expect(graph.operatorSets == ["": 17])
    #expect(graph.inputs == [ForeignValue(name: "x", element: .float32, extents: [.open("N"), .fixed(2)])])
    #expect(graph.outputs.map(\.name) == ["y"])
    #expect(graph.constants["w"]?.floats == [1.5, -2])
    let node = try #require(graph.nodes.first)
    #expect(node.kind == "Add" && node.name == "sum" && node.version == 17)
    #expect(node.inputs == ["x", "w"] && node.outputs == ["y"])
  }

  /// Each list field packed (one length-delimited field) and unpacked (one field per element).
  static let typed: [(title: String, type: Int64, data: [UInt8], element: ElementType, bytes: [UInt8])] = [
    (
      "float_data packed", 1, WireBytes.bytes(4, WireBytes.raw([Float(1), -2])), .float32,
      WireBytes.raw([Float(1), -2])
    ),
    ("float_data", 1, WireBytes.float(4, 1) + WireBytes.float(4, -2), .float32, WireBytes.raw([Float(1), -2])),
    ("int32_data", 6, WireBytes.number(5, 7) + WireBytes.number(5, -8), .int32, WireBytes.raw([Int32(7), -8])),
    (
      "int32_data packed", 6, WireBytes.bytes(5, WireBytes.varint(7) + WireBytes.varint(300)), .int32,
      WireBytes.raw([Int32(7), 300])
    ),
    ("int8 in int32_data", 3, WireBytes.number(5, -128) + WireBytes.number(5, 127), .int8, [0x80, 0x7F]),
    ("uint8 in int32_data", 2, WireBytes.number(5, 0) + WireBytes.number(5, 255), .uint8, [0, 255]),
    ("float16 in int32_data", 10, WireBytes.number(5, 0x3C00) + WireBytes.number(5, 0), .float16, [0, 0x3C, 0, 0]),
    ("int64_data", 7, WireBytes.number(7, -1) + WireBytes.number(7, 5), .int64, WireBytes.raw([Int64(-1), 5])),
    ("double_data", 11, WireBytes.bytes(10, WireBytes.raw([0.5, -1])), .float64, WireBytes.raw([0.5, -1])),
    (
      "uint32 in uint64_data", 12, WireBytes.number(11, 9) + WireBytes.number(11, 1), .uint32,
      WireBytes.raw([UInt32(9), 1])
    ),
    ("bool raw", 9, WireBytes.bytes(9, [0, 1]), .bool, [0, 1]),
    ("int4 raw, low nibble first", 22, WireBytes.bytes(9, [0xF1]), .int4, [0xF1]),
  ]

  @Test("typed and raw tensor data", arguments: typed)
  func tensors(title: String, type: Int64, data: [UInt8], element: ElementType, bytes: [UInt8]) throws {
    let graph = try read(WireBytes.sum(WireBytes.tensor("w", type: type, dims: [2], data: data)))
    let tensor = try #require(graph.constants["w"])
    #expect(tensor.element == element)
    #expect(tensor.withBytes { Array($0) } == bytes)
  }

  @Test("attributes of every kind, packed or not, with and without a stated type")
  func attributes() throws {
    func attribute(_ name: String, _ type: Int64, _ content: [UInt8]) -> [UInt8] {
      WireBytes.text(1, name) + content + (type == 0 ? [] : WireBytes.number(20, type))
    }
    let tensor = WireBytes.tensor("", type: 7, dims: [1], data: WireBytes.number(7, 3))
    let graph = try read(
      WireBytes.sum(attributes: [
        attribute("f", 1, WireBytes.float(2, 0.25)), attribute("i", 2, WireBytes.number(3, -4)),
        attribute("s", 3, WireBytes.text(4, "SAME_UPPER")), attribute("t", 4, WireBytes.bytes(5, tensor)),
        attribute("floats", 6, WireBytes.float(7, 1) + WireBytes.float(7, 2)),
        attribute("ints", 7, WireBytes.bytes(8, [1, 2, 3])), attribute("ints2", 0, WireBytes.number(8, 9)),
        attribute("strings", 8, WireBytes.text(9, "a") + WireBytes.text(9, "b")),
        attribute("zero", 2, []),
      ]))
    let found = try #require(graph.nodes.first).attributes
    #expect(found["f"] == .float(0.25))
    #expect(found["i"] == .int(-4))
    #expect(found["s"] == .string("SAME_UPPER"))
    #expect(found["t"] == .tensor(Tensor([Int64(3)])))
    #expect(found["floats"] == .floats([1, 2]))
    #expect(found["ints"] == .ints([1, 2, 3]))
    #expect(found["ints2"] == .ints([9]))
    #expect(found["strings"] == .strings(["a", "b"]))
    #expect(found["zero"] == .int(0))
  }

  @Test("Constant nodes become constants")
  func constants() throws {
    let attribute = WireBytes.text(1, "value_ints") + WireBytes.bytes(8, [4, 5]) + WireBytes.number(20, 7)
    let bytes = WireBytes.model(
      nodes: [WireBytes.node("Constant", [], ["c"], [attribute]), WireBytes.node("Reshape", ["x", "c"], ["y"])],
      input: WireBytes.value("x", dims: [20]), output: WireBytes.value("y", dims: [4, 5]))
    let graph = try read(bytes)
    #expect(graph.constants["c"]?.elements(as: Int64.self) == [4, 5])
    #expect(graph.nodes.map(\.kind) == ["Reshape"])
  }

  @Test("unknown fields are skipped; initializers listed as inputs are no inputs")
  func tolerance() throws {
    let graph = try read(WireBytes.sum() + WireBytes.text(6, "a note") + WireBytes.number(777, 1))
    #expect(graph.nodes.count == 1)
    let w = WireBytes.tensor("w", type: 1, dims: [2], data: WireBytes.bytes(9, WireBytes.raw([Float(1), 2])))
    let inner =
      WireBytes.bytes(1, WireBytes.node("Add", ["x", "w"], ["y"])) + WireBytes.bytes(5, w)
      + WireBytes.bytes(11, WireBytes.value("x", dims: [2])) + WireBytes.bytes(11, WireBytes.value("w", dims: [2]))
      + WireBytes.bytes(12, WireBytes.value("y", dims: [2]))
    let old = try read(
      WireBytes.number(1, 3) + WireBytes.bytes(7, inner) + WireBytes.bytes(8, WireBytes.number(2, 8)))
    #expect(old.inputs.map(\.name) == ["x"])
  }
}
