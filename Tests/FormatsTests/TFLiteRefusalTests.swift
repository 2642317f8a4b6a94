import Formats
import Graphs
import Tensors
import Testing

/// Files that are damaged, hostile, or use what is not read. A trap ends the test process.
@Suite("TFLite files that are refused")
struct TFLiteRefusalTests {
  private func error(_ bytes: [UInt8]) -> FormatError? {
    do throws(FormatError) { _ = try TFLiteFile.read(bytes, file: "f") } catch { return error }
    return nil
  }
  private func error(_ model: FlatBytes) -> FormatError? { error(FlatBytes.file(model)) }

  private func relu(_ tensors: [FlatBytes], inputs: [Int32] = [0], nodes: [FlatBytes]? = nil, buffers: [[UInt8]] = [])
    -> FlatBytes
  {
    .model(
      codes: [19], tensors: tensors, inputs: inputs, outputs: [1], nodes: nodes ?? [.node(code: 0, [0], [1])],
      buffers: buffers)
  }

  @Test("what is no TFLite file")
  func header() {
    #expect(error([UInt8]()) == .truncated(.init(file: "f", field: "header", offset: 0), needed: 8, found: 0))
    let model = relu([.tensor("x", [2]), .tensor("y", [2])])
    #expect(error(model) == nil)
    guard case .notThisFormat(_, "TFLite") = error(FlatBytes.file(model, identifier: "ABCD")) else {
      Issue.record("another identifier")
      return
    }
    guard case .value(let place, "3", "2") = error(model.replacing(0, by: .uint32(2))) else {
      Issue.record("another version")
      return
    }
    #expect(place.field == "version")
  }

  @Test("constants whose bytes are not those of their shape")
  func byteCounts() {
    for (shape, bytes) in [([2], 7), ([2], 9), ([3, 1 << 20], 8)] as [([Int32], Int)] {
      let model = relu(
        [.tensor("x", shape, buffer: 1), .tensor("y", [2])], inputs: [],
        buffers: [[UInt8](repeating: 0, count: bytes)])
      guard case .byteCount(let place, _, bytes) = error(model) else {
        Issue.record("\(shape) from \(bytes) bytes")
        continue
      }
      #expect(place.field == "subgraphs[0].tensors[0].buffer")
    }
  }

  @Test("shapes that overflow or are negative", arguments: [[-2], [1 << 30, 1 << 30], [2, -1 << 31]] as [[Int32]])
  func shapes(shape: [Int32]) {
    guard case .shape = error(relu([.tensor("x", shape), .tensor("y", [2])])) else {
      Issue.record("\(shape)")
      return
    }
  }

  @Test("indices out of range, in every list of them")
  func indices() {
    let tensors: [FlatBytes] = [.tensor("x", [2]), .tensor("y", [2])]
    let wrong: [(FlatBytes, String)] = [
      (relu(tensors, inputs: [7]), "subgraphs[0].inputs"), (relu(tensors, inputs: [-1]), "subgraphs[0].inputs"),
      (relu(tensors, nodes: [.node(code: 9, [0], [1])]), "subgraphs[0].operators[0].opcode_index"),
      (relu(tensors, nodes: [.node(code: 0, [2], [1])]), "subgraphs[0].operators[0].inputs"),
      (relu(tensors, nodes: [.node(code: 0, [-2], [1])]), "subgraphs[0].operators[0].inputs"),
      (relu(tensors, nodes: [.node(code: 0, [0], [5])]), "subgraphs[0].operators[0].outputs"),
      (relu([.tensor("x", [2], buffer: 4), .tensor("y", [2])]), "subgraphs[0].tensors[0].buffer"),
    ]
    for (model, field) in wrong {
      guard case .value(let place, _, _) = error(model) else {
        Issue.record("\(field)")
        continue
      }
      #expect(place.field == field)
    }
  }

  @Test("values that are read before they are made, made twice or never")
  func order() {
    let tensors: [FlatBytes] = [.tensor("x", [2]), .tensor("y", [2]), .tensor("z", [2])]
    let cycle = relu(tensors, nodes: [.node(code: 0, [2], [1]), .node(code: 0, [1], [2])])
    guard case .value(_, "a tensor that is made before", "z") = error(cycle) else {
      Issue.record("a cycle")
      return
    }
    let twice = relu(tensors, nodes: [.node(code: 0, [0], [1]), .node(code: 0, [0], [1])])
    guard case .duplicate(_, "y") = error(twice) else {
      Issue.record("made twice")
      return
    }
    guard case .value(_, "a tensor that is made", "y") = error(relu(tensors, nodes: [])) else {
      Issue.record("never made")
      return
    }
  }

  @Test("scales that are no scales, and as many as there are not channels")
  func quantization() {
    for scales in [[0], [-1], [.nan], [.infinity], [1, 1, 1]] as [[Float]] {
      let parameters = FlatBytes.quantization(scales, scales.map { _ in 0 })
      let model = relu([.tensor("x", [1, 2], type: 9, [4: parameters]), .tensor("y", [2])])
      guard case .value(let place, _, _) = error(model) else {
        Issue.record("\(scales)")
        continue
      }
      #expect(place.field == "subgraphs[0].tensors[0].quantization.scale")
    }
  }

  @Test("what is not read, by name")
  func features() {
    func feature(_ more: [Int: FlatBytes]) -> String? {
      let model = relu([.tensor("x", [2], more), .tensor("y", [2])])
      guard case .refused(_, let feature) = error(model) else { return nil }
      return feature
    }
    #expect(feature([6: .table([:])]) == "sparse tensor")
    #expect(feature([10: .uint32(1)]) == "external data")
    #expect(feature([4: .table([4: .uint8(2)])]) == "blockwise quantization")
    let branch = FlatBytes.model(
      codes: [118], tensors: [.tensor("x", [2]), .tensor("y", [2])], inputs: [0], outputs: [1],
      nodes: [.node(code: 0, [0], [1])])
    guard case .refused(_, "subgraph") = error(branch) else {
      Issue.record("IF")
      return
    }
    guard case .elementType(_, "STRING") = error(relu([.tensor("x", [2], type: 5), .tensor("y", [2])])) else {
      Issue.record("texts")
      return
    }
  }

  @Test("a vector that names one table very often is refused, soon")
  func amplification() throws {
    // 1,100,000 offsets in a vector of tensors, all to one table behind it.
    let count = 1_100_000
    var bytes = FlatBytes.file(.table([0: .uint32(3), 2: .tables([.table([0: .bytes([1])])])]))
    let old = [UInt8]([1, 0, 0, 0, 1])
    let vector = try #require(bytes.indices.dropLast(4).last { Array(bytes[$0..<$0 + 5]) == old })
    bytes.removeSubrange(vector...)
    let table = vector + 4 + 4 * count + 4
    bytes += Self.raw(UInt32(count))
    for index in 0..<count { bytes += Self.raw(UInt32(table - (vector + 4 + 4 * index))) }
    bytes += [4, 0, 4, 0] + Self.raw(Int32(4))
    guard case .limit(_, "tables", 1_000_000, _) = error(bytes) else {
      Issue.record("\(String(describing: error(bytes)))")
      return
    }
  }

  @Test("every length and every changed byte throws or gives a graph")
  func changedBytes() {
    let seed = FlatBytes.file(TFLiteReadingTests.layer())
    for count in 0..<seed.count { _ = try? TFLiteFile.read(Array(seed[..<count]), file: "cut") }
    var graphs = 0
    for position in seed.indices {
      for value in [0, 1, 2, 4, 0x7F, 0x80, 0xFE, 0xFF, seed[position] ^ 1, seed[position] &+ 4] as [UInt8] {
        var bytes = seed
        bytes[position] = value
        if (try? TFLiteFile.read(bytes, file: "changed")) != nil { graphs += 1 }
      }
    }
    // Names, weights and padding may hold anything.
    #expect(graphs > 1_000)
    #expect(graphs < 10 * seed.count)
  }

  private static func raw<Scalar: BitwiseCopyable>(_ value: Scalar) -> [UInt8] {
    withUnsafeBytes(of: value) { Array($0) }
  }
}
