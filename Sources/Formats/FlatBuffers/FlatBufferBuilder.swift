/// Bytes of a FlatBuffer, written from the back to the front, so that whatever is referred to is there already.
///
/// Every place is a multiple of its alignment counted from the end; ``finished(root:identifier:)`` makes the whole a
/// multiple of the largest alignment, which makes that true from the start as well. Tables of one layout share a vtable.
/// Source: FlatBuffers internals, flatbuffers.dev.
package struct FlatBufferBuilder: ~Copyable {
  /// Something written, by its distance from the end of the buffer.
  package struct Reference: Hashable, Sendable {
    fileprivate let distance: Int
  }

  /// The value of one field of a table.
  package enum Field: Sendable {
    case uint8(UInt8)
    case int8(Int8)
    case uint16(UInt16)
    case int32(Int32)
    case uint32(UInt32)
    case float(Float)
    case int64(Int64)
    case uint64(UInt64)
    case reference(Reference)

    fileprivate var width: Int {
      switch self {
      case .uint8, .int8: 1
      case .uint16: 2
      case .int32, .uint32, .float, .reference: 4
      case .int64, .uint64: 8
      }
    }
  }

  private var storage: [UInt8]
  /// Where the bytes written so far begin in ``storage``.
  private var start: Int
  private var alignment = 4
  private var layouts: [[UInt16]: Int] = [:]

  /// - Parameter capacity: the expected number of bytes; more are taken when they are needed.
  package init(capacity: Int = 1024) {
    storage = [UInt8](repeating: 0, count: max(capacity, 64))
    start = storage.count
  }

  /// Bytes written so far.
  package var count: Int { storage.count - start }

  // MARK: What tables hold

  /// UTF-8 bytes with a zero behind them that is not counted.
  package mutating func string(_ text: String) -> Reference {
    let bytes = Array(text.utf8)
    align(4, before: bytes.count + 1)
    put(UInt8(0))
    put(bytes)
    return counted(bytes.count)
  }

  /// - Parameter alignment: of the first element, at least 4.
  package mutating func vector(bytes: UnsafeRawBufferPointer, count: Int, alignment: Int) -> Reference {
    align(max(4, alignment), before: bytes.count)
    makeRoom(bytes.count)
    start -= bytes.count
    storage.withUnsafeMutableBytes { UnsafeMutableRawBufferPointer(rebasing: $0[start...]).copyMemory(from: bytes) }
    return counted(count)
  }

  package mutating func vector<Scalar: FixedWidthInteger>(_ elements: [Scalar]) -> Reference {
    align(max(4, MemoryLayout<Scalar>.size), before: elements.count * MemoryLayout<Scalar>.size)
    for element in elements.reversed() { put(element) }
    return counted(elements.count)
  }

  package mutating func vector(_ elements: [Float]) -> Reference { vector(elements.map(\.bitPattern)) }

  package mutating func vector(_ elements: [Reference]) -> Reference {
    align(4, before: elements.count * 4)
    for element in elements.reversed() { put(offset(to: element)) }
    return counted(elements.count)
  }

  /// - Parameter fields: by id; `nil` stands for the default.
  package mutating func table(_ fields: [Field?]) -> Reference {
    // A table that begins at the same alignment looks the same wherever it stands.
    align(fields.reduce(4) { max($0, $1?.width ?? 0) }, before: 0)
    let end = count
    var places = [Int](repeating: 0, count: fields.count)
    // The widest fields last, so that nothing has to be filled up between them.
    let order = fields.indices.sorted { (fields[$0]?.width ?? 0, $0) < (fields[$1]?.width ?? 0, $1) }
    for id in order {
      guard let field = fields[id] else { continue }
      put(field)
      places[id] = count
    }
    align(4, before: 4)
    put(Int32(0))
    let table = count
    while places.last == 0 { places.removeLast() }
    let layout = [UInt16(4 + 2 * places.count), UInt16(table - end)] + places.map { $0 == 0 ? 0 : UInt16(table - $0) }
    let known = layouts[layout]
    if known == nil {
      for entry in layout.reversed() { put(entry) }
      layouts[layout] = count
    }
    patch(Int32(truncatingIfNeeded: (known ?? count) - table), at: table)
    return Reference(distance: table)
  }

  // MARK: The whole

  /// The file: offset of the root table, identifier, everything written.
  /// - Parameter identifier: four ASCII characters.
  package consuming func finished(root: Reference, identifier: String) -> [UInt8] {
    align(alignment, before: 8)
    for byte in Array(identifier.utf8.prefix(4)).reversed() { put(byte) }
    put(offset(to: root))
    storage.removeSubrange(..<start)
    return storage
  }

  // MARK: Pieces

  private mutating func counted(_ count: Int) -> Reference {
    put(UInt32(truncatingIfNeeded: count))
    return Reference(distance: self.count)
  }

  /// The offset that a field written next holds; offsets count forward from themselves.
  private func offset(to target: Reference) -> UInt32 { UInt32(truncatingIfNeeded: count + 4 - target.distance) }

  /// Fills up so that after `bytes` more the place is a multiple of `width`.
  private mutating func align(_ width: Int, before bytes: Int) {
    alignment = max(alignment, width)
    let rest = (count + bytes) % width
    if rest > 0 { put([UInt8](repeating: 0, count: width - rest)) }
  }

  private mutating func put(_ field: Field) {
    align(field.width, before: field.width)
    switch field {
    case .uint8(let value): put(value)
    case .int8(let value): put(value)
    case .uint16(let value): put(value)
    case .int32(let value): put(value)
    case .uint32(let value): put(value)
    case .float(let value): put(value.bitPattern)
    case .int64(let value): put(value)
    case .uint64(let value): put(value)
    case .reference(let target): put(offset(to: target))
    }
  }

  private mutating func put<Scalar: FixedWidthInteger>(_ value: Scalar) {
    withUnsafeBytes(of: value.littleEndian) { put(Array($0)) }
  }

  private mutating func put(_ bytes: [UInt8]) {
    makeRoom(bytes.count)
    start -= bytes.count
    for (index, byte) in bytes.enumerated() { storage[start + index] = byte }
  }

  private mutating func patch(_ value: Int32, at distance: Int) {
    withUnsafeBytes(of: value.littleEndian) { bytes in
      for (index, byte) in bytes.enumerated() { storage[storage.count - distance + index] = byte }
    }
  }

  private mutating func makeRoom(_ bytes: Int) {
    guard start < bytes else { return }
    let more = max(storage.count, bytes)
    storage = [UInt8](repeating: 0, count: more) + storage
    start += more
  }
}
