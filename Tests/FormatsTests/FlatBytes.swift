/// FlatBuffers by hand: what the tests assemble without the code that they test. Parents stand before their children, as
/// offsets point forwards.
indirect enum FlatBytes {
  case int8(Int8), uint8(UInt8), int32(Int32), uint32(UInt32), uint64(UInt64), float(Float)
  case text(String), bytes([UInt8]), ints([Int32]), longs([Int64]), floats([Float])
  case table([Int: FlatBytes]), tables([FlatBytes])

  static func file(_ root: FlatBytes, identifier: String = "TFL3") -> [UInt8] {
    var writer = Writer(bytes: [0, 0, 0, 0] + Array(identifier.utf8))
    writer.patch(0, to: writer.place(root))
    return writer.bytes
  }

  private var scalar: [UInt8]? {
    switch self {
    case .int8(let value): raw(value)
    case .uint8(let value): raw(value)
    case .int32(let value): raw(value)
    case .uint32(let value): raw(value)
    case .uint64(let value): raw(value)
    case .float(let value): raw(value)
    default: nil
    }
  }

  private struct Writer {
    var bytes: [UInt8]

    mutating func patch(_ slot: Int, to target: Int) {
      for (index, byte) in raw(UInt32(target - slot)).enumerated() { bytes[slot + index] = byte }
    }

    mutating func align(_ alignment: Int) { while bytes.count % alignment != 0 { bytes.append(0) } }

    /// Appends what an offset points to.
    mutating func place(_ value: FlatBytes) -> Int {
      switch value {
      case .table(let fields): return table(fields)
      case .tables(let children): return offsets(children)
      case .text(let text): return vector(Array(text.utf8) + [0], count: text.utf8.count)
      case .bytes(let list): return vector(list, count: list.count)
      case .ints(let list): return vector(list.flatMap { raw($0) }, count: list.count)
      case .longs(let list): return vector(list.flatMap { raw($0) }, count: list.count)
      case .floats(let list): return vector(list.flatMap { raw($0) }, count: list.count)
      default: return vector([], count: 0)
      }
    }

    mutating func vector(_ content: [UInt8], count: Int) -> Int {
      align(4)
      let position = bytes.count
      bytes += raw(UInt32(count)) + content
      return position
    }

    mutating func offsets(_ children: [FlatBytes]) -> Int {
      align(4)
      let position = bytes.count
      bytes += raw(UInt32(children.count)) + [UInt8](repeating: 0, count: 4 * children.count)
      for (index, child) in children.enumerated() { patch(position + 4 + 4 * index, to: place(child)) }
      return position
    }

    mutating func table(_ fields: [Int: FlatBytes]) -> Int {
      let count = (fields.keys.max() ?? -1) + 1
      var (inline, slots, open): ([UInt8], [UInt16], [(Int, FlatBytes)]) = ([], [], [])
      for id in 0..<count {
        guard let field = fields[id] else {
          slots.append(0)
          continue
        }
        while inline.count % 8 != 0 { inline.append(0) }
        slots.append(UInt16(4 + inline.count))
        if field.scalar == nil { open.append((4 + inline.count, field)) }
        inline += field.scalar ?? [0, 0, 0, 0]
      }
      align(4)
      let vtable = bytes.count
      bytes += raw(UInt16(4 + 2 * count)) + raw(UInt16(4 + inline.count)) + slots.flatMap { raw($0) }
      align(4)
      let position = bytes.count
      bytes += raw(Int32(position - vtable)) + inline
      for (offset, child) in open { patch(position + offset, to: place(child)) }
      return position
    }
  }
}

private func raw<Scalar: BitwiseCopyable>(_ value: Scalar) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }

/// TFLite messages.
extension FlatBytes {
  static func tensor(
    _ name: String, _ shape: [Int32], type: Int8 = 0, buffer: UInt32 = 0, _ more: [Int: FlatBytes] = [:]
  ) -> FlatBytes {
    .table([0: .ints(shape), 1: .int8(type), 2: .uint32(buffer), 3: .text(name)].merging(more) { $1 })
  }

  static func quantization(_ scales: [Float], _ zeroPoints: [Int64], axis: Int32 = 0) -> FlatBytes {
    .table([2: .floats(scales), 3: .longs(zeroPoints), 6: .int32(axis)])
  }

  static func node(code: UInt32, _ inputs: [Int32], _ outputs: [Int32], _ more: [Int: FlatBytes] = [:]) -> FlatBytes {
    .table([0: .uint32(code), 1: .ints(inputs), 2: .ints(outputs)].merging(more) { $1 })
  }

  static func model(
    codes: [Int8], tensors: [FlatBytes], inputs: [Int32], outputs: [Int32], nodes: [FlatBytes], buffers: [[UInt8]] = [],
    version: UInt32 = 3, _ more: [Int: FlatBytes] = [:]
  ) -> FlatBytes {
    let subgraph = FlatBytes.table([
      0: .tables(tensors), 1: .ints(inputs), 2: .ints(outputs), 3: .tables(nodes), 4: .text("main"),
    ])
    let operators = codes.map { FlatBytes.table([0: .int8($0), 3: .int32(Int32($0))]) }
    let data = [FlatBytes.table([:])] + buffers.map { FlatBytes.table([0: .bytes($0)]) }
    return .table(
      [0: .uint32(version), 1: .tables(operators), 2: .tables([subgraph]), 3: .text("by hand"), 4: .tables(data)]
        .merging(more) { $1 })
  }
}
