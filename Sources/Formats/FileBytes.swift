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
    let path = url.path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(file: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(file: path, code: EINVAL) }
    let size = Int(status.st_size)
    guard size <= limit else {
      throw .limit(.init(file: path, field: "file"), name: "bytes", allowed: limit, found: size)
    }
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Glue.read(
          descriptor, UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]))
        if got < 0, errno == EINTR { continue }
        if got < 0 { code = errno }
        guard got > 0 else { break }
        count += got
      }
    }
    guard code == 0 else { throw .unreadable(file: path, code: code) }
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

/// The two system calls whose names the methods above would shadow.
private enum Glue {
  static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Darwin)
      Darwin.read(descriptor, buffer.baseAddress, buffer.count)
    #elseif canImport(Musl)
      Musl.read(descriptor, buffer.baseAddress, buffer.count)
    #else
      Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    #endif
  }

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
