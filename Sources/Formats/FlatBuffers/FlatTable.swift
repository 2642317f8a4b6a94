/// A table of a FlatBuffers file: numbered fields, any of which may be absent.
struct FlatTable {
  let buffer: FlatBuffer
  /// The way to it from the root: "subgraphs[0].tensors[3]".
  let path: String
  private let position: Int
  private let vtable: Int
  private let vtableBytes: Int
  private let tableBytes: Int
  private let depth: Int

  init(_ buffer: FlatBuffer, at position: Int, path: String, depth: Int) throws(FormatError) {
    guard depth <= FlatBuffer.depth else {
      throw .limit(buffer.place(position, path), name: "depth", allowed: FlatBuffer.depth, found: depth)
    }
    try buffer.budget.takeTable(buffer.place(position, path))
    let distance: Int32 = try buffer.load(position, path)
    let vtable = position - Int(distance)
    let vtableBytes = Int(try buffer.load(vtable, as: UInt16.self, path))
    let tableBytes = Int(try buffer.load(vtable + 2, as: UInt16.self, path))
    guard vtableBytes >= 4, vtableBytes % 2 == 0, tableBytes >= 4 else {
      throw .undecodable(buffer.place(vtable, path), problem: "a table of \(vtableBytes) and \(tableBytes) bytes")
    }
    try buffer.check(vtable, vtableBytes, path)
    try buffer.check(position, tableBytes, path)
    self.buffer = buffer
    self.position = position
    self.path = path
    self.vtable = vtable
    self.vtableBytes = vtableBytes
    self.tableBytes = tableBytes
    self.depth = depth
  }

  func name(_ field: FlatField) -> String { path.isEmpty ? field.name : "\(path).\(field.name)" }

  func place(_ field: FlatField) -> FormatError.Place { FormatError.Place(file: buffer.file, field: name(field)) }

  /// Where the bytes of a field lie; `nil` when it is absent.
  private func position(_ field: FlatField, _ size: Int) throws(FormatError) -> Int? {
    let slot = 4 + 2 * field.id
    guard slot + 2 <= vtableBytes else { return nil }
    let offset = Int(try buffer.load(vtable + slot, as: UInt16.self, name(field)))
    guard offset != 0 else { return nil }
    guard offset >= 4, offset + size <= tableBytes else {
      throw .undecodable(buffer.place(position, name(field)), problem: "a field outside its table")
    }
    return position + offset
  }

  func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ field: FlatField, default value: Number
  ) throws(FormatError) -> Number {
    guard let position = try position(field, MemoryLayout<Number>.size) else { return value }
    return try buffer.load(position, name(field))
  }

  func float(_ field: FlatField, default value: Float) throws(FormatError) -> Float {
    Float(bitPattern: try number(field, default: value.bitPattern))
  }

  func flag(_ field: FlatField, default value: Bool) throws(FormatError) -> Bool {
    try number(field, default: UInt8(value ? 1 : 0)) != 0
  }

  /// What an offset points to; `nil` when the field is absent.
  private func target(_ field: FlatField) throws(FormatError) -> Int? {
    guard let position = try position(field, 4) else { return nil }
    return try buffer.follow(offsetAt: position, name(field))
  }

  func table(_ field: FlatField) throws(FormatError) -> FlatTable? {
    guard let position = try target(field) else { return nil }
    return try FlatTable(buffer, at: position, path: name(field), depth: depth + 1)
  }

  /// The places of the elements of a vector; empty when the field is absent.
  private func elements(_ field: FlatField, size: Int) throws(FormatError) -> Range<Int> {
    guard let position = try target(field) else { return 0..<0 }
    let count = Int(try buffer.load(position, as: UInt32.self, name(field)))
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    try buffer.check(position + 4, overflow ? .max : bytes, name(field))
    return position + 4..<position + 4 + bytes
  }

  /// The places of a vector of bytes, which are not looked at; `nil` when the field is absent.
  func bytes(_ field: FlatField) throws(FormatError) -> Range<Int>? {
    guard try target(field) != nil else { return nil }
    return try elements(field, size: 1)
  }

  func numbers<Number: FixedWidthInteger & BitwiseCopyable>(
    _ field: FlatField, as: Number.Type = Number.self
  ) throws(FormatError) -> [Number] {
    let size = MemoryLayout<Number>.size
    let range = try elements(field, size: size)
    try buffer.budget.take(bytes: range.count, place(field))
    return stride(from: range.lowerBound, to: range.upperBound, by: size).map {
      Number(littleEndian: buffer.bytes.loadUnaligned(fromByteOffset: $0, as: Number.self))
    }
  }

  func floats(_ field: FlatField) throws(FormatError) -> [Float] {
    try numbers(field, as: UInt32.self).map { Float(bitPattern: $0) }
  }

  /// Texts that are not UTF-8 are repaired; a file's names are only compared and shown.
  func text(_ field: FlatField) throws(FormatError) -> String {
    let range = try elements(field, size: 1)
    try buffer.budget.take(bytes: range.count, place(field))
    return String(decoding: UnsafeRawBufferPointer(rebasing: buffer.bytes[range]), as: UTF8.self)
  }

  func tables(_ field: FlatField) throws(FormatError) -> [FlatTable] {
    let range = try elements(field, size: 4)
    var tables: [FlatTable] = []
    for (index, position) in stride(from: range.lowerBound, to: range.upperBound, by: 4).enumerated() {
      let path = "\(name(field))[\(index)]"
      let target = try buffer.follow(offsetAt: position, path)
      tables.append(try FlatTable(buffer, at: target, path: path, depth: depth + 1))
    }
    return tables
  }
}
