/// A number whose bytes in memory are its bytes on the wire (every supported machine is little-endian).
public protocol WireNumber: Wire, BitwiseCopyable {
  init()
}

extension WireNumber {
  public func encode(into writer: WireWriter) { withUnsafeBytes(of: self) { writer.append($0) } }

  public init(from reader: WireReader) throws(WireError) {
    var value = Self()
    let bytes = try reader.take(MemoryLayout<Self>.size)
    withUnsafeMutableBytes(of: &value) { $0.copyBytes(from: bytes) }
    self = value
  }

  public static func encode(_ values: [Self], into writer: WireWriter) {
    values.withUnsafeBytes { writer.append($0) }
  }

  public static func decode(count: Int, from reader: WireReader) throws(WireError) -> [Self] {
    guard count <= reader.left / MemoryLayout<Self>.stride else { throw .impossibleCount(count) }
    let bytes = try reader.take(count * MemoryLayout<Self>.stride)
    var values = [Self](repeating: Self(), count: count)
    values.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
    return values
  }
}

extension Int: WireNumber {}
extension Int8: WireNumber {}
extension Int16: WireNumber {}
extension Int32: WireNumber {}
extension Int64: WireNumber {}
extension UInt8: WireNumber {}
extension UInt16: WireNumber {}
extension UInt32: WireNumber {}
extension UInt64: WireNumber {}
extension Float: WireNumber {}
extension Double: WireNumber {}
