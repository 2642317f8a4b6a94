/// Protobuf by hand: what the tests assemble without the library that reads it.
enum WireBytes {
  static func varint(_ value: UInt64) -> [UInt8] {
    var value = value
    var bytes: [UInt8] = []
    while value >= 0x80 {
      bytes.append(UInt8(value & 0x7F) | 0x80)
      value >>= 7
    }
    return bytes + [UInt8(value)]
  }
  static func tag(_ field: Int, _ type: Int) -> [UInt8] { varint(UInt64(field << 3 | type)) }
  static func number(_ field: Int, _ value: Int64) -> [UInt8] {
    tag(field, 0) + varint(UInt64(bitPattern: value))
  }
  static func bytes(_ field: Int, _ content: [UInt8]) -> [UInt8] {
    tag(field, 2) + varint(UInt64(content.count)) + content
  }
  static func text(_ field: Int, _ content: String) -> [UInt8] { bytes(field, Array(content.utf8)) }
  static func float(_ field: Int, _ value: Float) -> [UInt8] { tag(field, 5) + raw([value]) }
  static func raw<Scalar: BitwiseCopyable>(_ list: [Scalar]) -> [UInt8] { list.withUnsafeBytes { Array($0) } }

  // MARK: ONNX messages

  static func tensor(_ name: String, type: Int64, dims: [Int64], data: [UInt8]) -> [UInt8] {
    dims.flatMap { number(1, $0) } + number(2, type) + text(8, name) + data
  }

  static func value(_ name: String, type: Int64 = 1, dims: [Int64?]) -> [UInt8] {
    let shape = dims.flatMap { bytes(1, $0.map { number(1, $0) } ?? text(2, "N")) }
    return text(1, name) + bytes(2, bytes(1, number(1, type) + bytes(2, shape)))
  }

  static func node(
    _ kind: String, _ inputs: [String], _ outputs: [String], _ attributes: [[UInt8]] = [], name: String = ""
  ) -> [UInt8] {
    inputs.flatMap { text(1, $0) } + outputs.flatMap { text(2, $0) } + (name.isEmpty ? [] : text(3, name))
      + text(4, kind) + attributes.flatMap { bytes(5, $0) }
  }

  static func model(nodes: [[UInt8]], tensors: [[UInt8]] = [], input: [UInt8], output: [UInt8]) -> [UInt8] {
    let graph =
      nodes.flatMap { bytes(1, $0) } + text(2, "g") + tensors.flatMap { bytes(5, $0) } + bytes(11, input)
      + bytes(12, output)
    return number(1, 8) + bytes(7, graph) + bytes(8, number(2, 17))
  }

  /// `y = x + w` on two elements, `w` in raw data.
  static func sum(_ tensor: [UInt8]? = nil, attributes: [[UInt8]] = []) -> [UInt8] {
    let w = tensor ?? WireBytes.tensor("w", type: 1, dims: [2], data: bytes(9, raw([Float(1.5), -2])))
    return model(
      nodes: [node("Add", ["x", "w"], ["y"], attributes, name: "sum")], tensors: [w],
      input: value("x", dims: [nil, 2]),
      output: value("y", dims: [nil, 2]))
  }
}
