/// A value that can travel between the grader and a learner's program.
///
/// Little-endian, no padding, no names: both sides know the type. A structure of your own conforms by writing its
/// fields in order and reading them in the same order.
public protocol Wire {
  func encode(into writer: WireWriter)
  init(from reader: WireReader) throws(WireError)

  /// Many values at once; numbers do it with one copy.
  static func encode(_ values: [Self], into writer: WireWriter)
  static func decode(count: Int, from reader: WireReader) throws(WireError) -> [Self]
}

/// Why bytes could not be read back.
public enum WireError: Error, Hashable, Sendable {
  case truncated(needed: Int, left: Int)
  case impossibleCount(Int)
  case invalidText
  case invalidValue(type: String)
  /// Bytes were left after the last argument.
  case leftover(Int)
}

extension Wire {
  public static func encode(_ values: [Self], into writer: WireWriter) {
    for value in values { value.encode(into: writer) }
  }

  public static func decode(count: Int, from reader: WireReader) throws(WireError) -> [Self] {
    var values: [Self] = []
    for _ in 0..<count { values.append(try Self(from: reader)) }
    return values
  }
}

/// Bytes being written.
public final class WireWriter {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public func append(_ piece: UnsafeRawBufferPointer) { bytes.append(contentsOf: piece) }
  public func append(_ byte: UInt8) { bytes.append(byte) }
}

/// Bytes being read, from the front.
public final class WireReader {
  private let bytes: [UInt8]
  private var position = 0

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public var left: Int { bytes.count - position }

  /// The next `count` bytes.
  public func take(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= left else { throw .truncated(needed: count, left: left) }
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  /// A 32-bit count that the bytes left could hold if each item takes at least `width` bytes.
  public func count(width: Int) throws(WireError) -> Int {
    let value = Int(try UInt32(from: self))
    guard value <= left / max(width, 1) || (width == 0 && value <= 1 << 24) else { throw .impossibleCount(value) }
    return value
  }
}
