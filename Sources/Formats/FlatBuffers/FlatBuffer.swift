/// The bytes of a FlatBuffers file while it is read. Nothing in it is believed: every offset, table, vector and text is
/// checked against the bytes at hand before it is used.
///
/// Source: FlatBuffers internals, google.github.io/flatbuffers.
struct FlatBuffer {
  /// Tables inside tables.
  static let depth = 64
  static let tables = 1_000_000

  let bytes: UnsafeRawBufferPointer
  let file: String
  /// What may still be read; shared by all tables.
  let budget: Budget

  /// Offsets may make one table or vector stand in many places. What is read is counted, so that a small file cannot
  /// ask for a large answer.
  final class Budget {
    private var tables = 0
    private var bytes = 0
    private let allowedBytes: Int

    init(allowedBytes: Int) { self.allowedBytes = allowedBytes }

    func takeTable(_ place: @autoclosure () -> FormatError.Place) throws(FormatError) {
      tables += 1
      guard tables <= FlatBuffer.tables else {
        throw .limit(place(), name: "tables", allowed: FlatBuffer.tables, found: tables)
      }
    }

    /// - Parameter count: at least 0.
    func take(bytes count: Int, _ place: @autoclosure () -> FormatError.Place) throws(FormatError) {
      let (sum, overflow) = bytes.addingReportingOverflow(count)
      guard !overflow, sum <= allowedBytes else {
        throw .limit(place(), name: "bytes", allowed: allowedBytes, found: overflow ? .max : sum)
      }
      bytes = sum
    }
  }

  /// - Parameter allowedBytes: of texts, vectors and tensors together.
  init(_ bytes: UnsafeRawBufferPointer, file: String, allowedBytes: Int) {
    self.bytes = bytes
    self.file = file
    budget = Budget(allowedBytes: allowedBytes)
  }

  /// The table a file begins with.
  /// - Parameters:
  ///   - identifier: four characters that stand behind the first offset.
  ///   - format: what errors call such a file.
  func root(identifier: String, format: String) throws(FormatError) -> FlatTable {
    guard bytes.count >= 8 else {
      throw .truncated(.init(file: file, field: "header", offset: 0), needed: 8, found: bytes.count)
    }
    guard bytes[4..<8].elementsEqual(identifier.utf8) else {
      throw .notThisFormat(.init(file: file, field: "identifier", offset: 4), format: format)
    }
    let position = try follow(offsetAt: 0, "root")
    return try FlatTable(self, at: position, path: "", depth: 0)
  }

  /// A little-endian number whose bytes must lie in the file.
  func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ position: Int, as: Number.Type = Number.self, _ field: @autoclosure () -> String
  ) throws(FormatError) -> Number {
    try check(position, MemoryLayout<Number>.size, field())
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
  }

  /// Where the unsigned offset that stands at a position points to.
  func follow(offsetAt position: Int, _ field: @autoclosure () -> String) throws(FormatError) -> Int {
    let offset: UInt32 = try load(position, field())
    guard offset > 0 else { throw .undecodable(place(position, field()), problem: "an offset of 0") }
    return position + Int(offset)
  }

  /// - Parameter count: at least 0.
  func check(_ position: Int, _ count: Int, _ field: @autoclosure () -> String) throws(FormatError) {
    guard position >= 0, position <= bytes.count, count <= bytes.count - position else {
      throw .truncated(place(position, field()), needed: count, found: max(0, bytes.count - position))
    }
  }

  func place(_ position: Int, _ field: String) -> FormatError.Place {
    FormatError.Place(file: file, field: field, offset: position)
  }
}

/// A field of a table: its number in the file, its name in errors.
struct FlatField {
  let id: Int
  let name: String

  init(_ id: Int, _ name: String) {
    self.id = id
    self.name = name
  }
}
