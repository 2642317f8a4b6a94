package import struct Foundation.URL

#if canImport(Darwin)
  private import Darwin
#elseif canImport(Musl)
  private import Musl
#else
  private import Glibc
#endif

/// Whole files as bytes, with a bound on what is read and no half-written result.
package enum FileBytes {
  /// - Parameter limit: the largest file that is read, bytes. A longer file is refused before memory is taken.
  /// - Throws: ``FormatError/unreadable(file:code:)``, ``FormatError/limit(_:name:allowed:found:)``.
  package static func read(_ url: URL, limit: Int) throws(FormatError) -> [UInt8] {
    let file = try OpenFile(url, limit: limit)
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: file.byteCount) { buffer, count in
      isWhole = file.read(UnsafeMutableRawBufferPointer(buffer), at: 0)
      count = file.byteCount
    }
    guard isWhole else { throw .unreadable(file: file.path, code: EIO) }
    return bytes
  }

  /// Writes a file beside `url`, flushes it and renames it, so that `url` holds either the old or the new content.
  /// - Throws: ``FormatError/unwritable(file:code:)``.
  package static func replace(_ url: URL, with bytes: [UInt8]) throws(FormatError) {
    let path = url.path
    var template = Array((path + ".XXXXXX").utf8CString)
    let descriptor = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemp($0) } ?? -1 }
    guard descriptor >= 0 else { throw .unwritable(file: path, code: errno) }
    let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var code = Glue.writeAll(descriptor, bytes)
    if code == 0, fchmod(descriptor, 0o644) != 0 || fsync(descriptor) != 0 { code = errno }
    close(descriptor)
    if code == 0, rename(temporary, path) != 0 { code = errno }
    guard code == 0 else {
      unlink(temporary)
      throw .unwritable(file: path, code: code)
    }
  }
}

/// Writing to the end in spite of interruptions.
private enum Glue {
  /// Zero or errno.
  static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var position = 0
      while position < buffer.count {
        let done = write(descriptor, buffer.baseAddress.map { $0 + position }, buffer.count - position)
        if done < 0, errno == EINTR { continue }
        guard done > 0 else { return done < 0 ? errno : EIO }
        position += done
      }
      return 0
    }
  }
}
