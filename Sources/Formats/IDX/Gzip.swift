private import CZlib

/// Inflation of gzip data with a bound that is known before any memory is taken.
package enum Gzip {
  package static let magic: [UInt8] = [0x1F, 0x8B]
  /// No deflate stream expands by more (RFC 1951: 258 bytes from 2 bits).
  static let maximumExpansion = 1032

  /// The first bytes of the inflated data, at most `count`.
  static func prefix(_ bytes: [UInt8], count: Int, file: String) throws(FormatError) -> [UInt8] {
    try inflate(bytes, capacity: count, file: file).output
  }

  /// All of the inflated data.
  /// - Parameter size: how many bytes it has, as the data itself announces.
  /// - Throws: ``FormatError`` when it inflates to fewer or more, or when its checksum is wrong.
  static func inflated(_ bytes: [UInt8], size: Int, file: String) throws(FormatError) -> [UInt8] {
    let possible = bytes.count.multipliedReportingOverflow(by: maximumExpansion)
    guard possible.overflow || size <= possible.partialValue else {
      throw .truncated(.init(file: file, field: "gzip"), needed: size, found: possible.partialValue)
    }
    // One byte more than announced, so that data that goes on is noticed.
    let (output, ended) = try inflate(bytes, capacity: size + 1, file: file)
    guard output.count >= size else {
      throw .truncated(.init(file: file, field: "gzip"), needed: size, found: output.count)
    }
    guard output.count == size else { throw .trailingBytes(.init(file: file, field: "gzip", offset: size), count: 1) }
    guard ended else { throw .undecodable(.init(file: file, field: "gzip"), problem: "the stream has no end") }
    return output
  }

  private static func inflate(
    _ bytes: [UInt8], capacity: Int, file: String
  ) throws(FormatError) -> (output: [UInt8], ended: Bool) {
    guard bytes.count <= Int(UInt32.max), capacity <= Int(UInt32.max) else {
      throw .limit(
        .init(file: file, field: "gzip"), name: "bytes", allowed: Int(UInt32.max), found: max(bytes.count, capacity))
    }
    var status = Z_OK
    var input = bytes
    let output = [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
      input.withUnsafeMutableBufferPointer { source in
        var stream = z_stream()
        // 16: gzip wrapper only.
        status = inflateInit2_(&stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { return }
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(capacity)
        status = CZlib.inflate(&stream, Z_SYNC_FLUSH)
        count = capacity - Int(stream.avail_out)
        inflateEnd(&stream)
      }
    }
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
      throw .undecodable(.init(file: file, field: "gzip"), problem: "zlib status \(status)")
    }
    return (output, status == Z_STREAM_END)
  }
}
