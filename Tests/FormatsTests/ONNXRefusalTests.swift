import Formats
import Graphs
import Tensors
import Testing

@Suite("ONNX: what is refused, and how")
struct ONNXRefusalTests {
  private func error(_ bytes: [UInt8], _ limits: ONNXLimits = ONNXLimits()) -> FormatError? {
    do {
      _ = try ONNXFile.read(bytes, file: "test", limits: limits)
      return nil
    } catch { return error }
  }

  private func tensorError(type: Int64 = 1, dims: [Int64], _ data: [UInt8]) -> FormatError? {
    error(WireBytes.sum(WireBytes.tensor("w", type: type, dims: dims, data: data)))
  }

  @Test("every truncation throws")
  func truncations() {
    let bytes = WireBytes.sum(attributes: [WireBytes.text(1, "axis") + WireBytes.number(3, 1) + WireBytes.number(20, 2)]
    )
    #expect(error(bytes) == nil)
    for length in 0..<bytes.count {
      #expect(error(Array(bytes[..<length])) != nil, "cut to \(length) of \(bytes.count) bytes")
    }
  }

  @Test("no flipped bit traps; what is still read is whole")
  func flips() throws {
    let bytes = WireBytes.sum()
    for position in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[position] ^= 1 << bit
        guard let graph = try? ONNXFile.read(changed, file: "test") else { continue }
        for tensor in graph.constants.values { #expect(tensor.withBytes { $0.count } == tensor.byteCount) }
      }
    }
  }

  @Test("random bytes behind a good beginning never trap")
  func noise() {
    var source = RandomSource(seed: 20_260)
    let bytes = WireBytes.sum()
    for _ in 0..<3000 {
      var changed = bytes
      for _ in 0...source.integer(below: 6) {
        changed[source.integer(below: changed.count)] = UInt8(source.integer(below: 256))
      }
      _ = error(changed)
    }
  }

  @Test("bytes must be dims × size, in both directions")
  func byteCounts() {
    let four = WireBytes.bytes(9, WireBytes.raw([Float(1)]))
    #expect(
      tensorError(dims: [1_000_000], four)
        == .byteCount(.init(file: "test", field: "graph.initializer[0].raw_data"), expected: 4_000_000, found: 4))
    #expect(tensorError(dims: [], WireBytes.bytes(9, WireBytes.raw([Float(1), 2]))) != nil)
    #expect(tensorError(dims: [2], WireBytes.bytes(9, [])) != nil)
    #expect(tensorError(dims: [2], []) != nil)
    #expect(tensorError(dims: [3], WireBytes.bytes(4, WireBytes.raw([Float(1), 2]))) != nil)
    #expect(tensorError(dims: [1], four + WireBytes.float(4, 1)) != nil, "two data fields")
    #expect(tensorError(type: 6, dims: [1], WireBytes.float(4, 1)) != nil, "floats in an int32 tensor")
    #expect(tensorError(type: 3, dims: [1], WireBytes.number(5, 128)) != nil, "128 is no int8")
    #expect(tensorError(type: 9, dims: [1], WireBytes.bytes(9, [2])) != nil, "2 is no bool")
  }

  @Test(
    "extents that are negative, huge or overflow",
    arguments: [[-1], [1 << 40], [1 << 31, 1 << 31, 1 << 31], [Int64.max, 2]])
  func extents(dims: [Int64]) {
    #expect(tensorError(dims: dims, WireBytes.bytes(9, [0, 0, 0, 0])) != nil)
  }

  @Test("rank above the limit, unknown element types")
  func types() {
    #expect(tensorError(dims: [Int64](repeating: 1, count: 9), WireBytes.bytes(9, [0, 0, 0, 0])) != nil)
    for type in [Int64(0), 8, 14, 17, 99, -1] {
      #expect(tensorError(type: type, dims: [1], WireBytes.bytes(9, [0])) != nil)
    }
  }

  @Test("external data, functions and training are refused by name, subgraphs beyond a depth by their number")
  func refused() {
    func feature(_ error: FormatError?) -> String? {
      if case .refused(_, let feature)? = error { return feature }
      return nil
    }
    let entry = WireBytes.text(1, "location") + WireBytes.text(2, "../../etc/passwd")
    #expect(feature(tensorError(dims: [1], WireBytes.bytes(13, entry) + WireBytes.number(14, 1))) == "external data")
    #expect(feature(tensorError(dims: [1], WireBytes.number(14, 1))) == "external data")
    var nested = [UInt8]()
    for _ in 0..<2000 { nested = WireBytes.bytes(1, WireBytes.bytes(5, WireBytes.bytes(6, nested))) }
    let branch = WireBytes.text(1, "then_branch") + WireBytes.bytes(6, nested) + WireBytes.number(20, 5)
    guard case .limit(_, "nested subgraphs", 8, 9)? = error(WireBytes.sum(attributes: [branch])) else {
      Issue.record("2,000 subgraphs inside each other")
      return
    }
    #expect(feature(error(WireBytes.sum() + WireBytes.bytes(25, [1]))) == "function")
    #expect(feature(error(WireBytes.sum() + WireBytes.bytes(20, [1]))) == "training")
  }

  @Test("deep groups and nests of unknown fields cost nothing")
  func nesting() {
    let groups = [UInt8](repeating: 0x7B, count: 100_000)
    #expect(error(WireBytes.sum() + groups) != nil)
    var deep = [UInt8]()
    for _ in 0..<5000 { deep = WireBytes.bytes(100, deep) }
    #expect(error(WireBytes.sum() + deep) == nil, "an unknown field is skipped whole")
  }

  @Test("names made twice, missing parts, missing operator sets")
  func structure() {
    let input = WireBytes.value("x", dims: [1])
    let twice = [WireBytes.node("Relu", ["x"], ["y"]), WireBytes.node("Relu", ["x"], ["y"])]
    let output = WireBytes.value("y", dims: [1])
    #expect(error(WireBytes.model(nodes: twice, input: input, output: output)) != nil)
    let shadow = [WireBytes.node("Relu", ["x"], ["x"])]
    #expect(error(WireBytes.model(nodes: shadow, input: input, output: output)) != nil)
    #expect(error(WireBytes.model(nodes: [WireBytes.node("", ["x"], ["y"])], input: input, output: output)) != nil)
    let foreign = WireBytes.node("Relu", ["x"], ["y"]) + WireBytes.text(7, "com.example")
    #expect(error(WireBytes.model(nodes: [foreign], input: input, output: output)) != nil)
    #expect(error(WireBytes.number(1, 8)) != nil)
    #expect(error(Array("not a model, a text".utf8)) != nil)
  }

  @Test("limits on nodes, attributes, texts and memory hold before anything is decoded")
  func limits() {
    func name(_ error: FormatError?) -> String? {
      if case .limit(_, let name, _, _)? = error { return name }
      return nil
    }
    // A node of two bytes takes hundreds in memory: 200 kB of file, 100,001 nodes.
    var bytes: [UInt8] = []
    for _ in 0...100_000 { bytes += [0x0A, 0x00] }
    let many = WireBytes.number(1, 8) + WireBytes.bytes(7, bytes)
    #expect(name(error(many)) == "nodes")
    var limits = ONNXLimits()
    limits.nodes = 1_000_000
    limits.memoryBase = 1 << 20
    #expect(name(error(many, limits)) == "bytes of memory")
    limits = ONNXLimits()
    limits.textBytes = 2
    #expect(name(error(WireBytes.sum(), limits)) == "bytes of a text")
    limits = ONNXLimits()
    limits.attributesPerNode = 1
    let attribute = WireBytes.text(1, "a") + WireBytes.number(3, 1)
    #expect(name(error(WireBytes.sum(attributes: [attribute, attribute]), limits)) == "attributes")
    limits = ONNXLimits()
    limits.fieldsPerNode = 3
    #expect(name(error(WireBytes.sum(), limits)) == "fields of one node")
    limits = ONNXLimits()
    limits.fileBytes = 10
    #expect(name(error(WireBytes.sum(), limits)) == "bytes")
  }
}
