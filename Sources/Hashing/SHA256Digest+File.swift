#if canImport(Darwin)
  private import Darwin
#elseif canImport(Musl)
  private import Musl
#else
  private import Glibc
#endif

extension SHA256Digest {
  /// Of a file's bytes, read in pieces of 1 MiB, so that memory does not grow with the file.
  package init(ofFileAt path: String) throws(HashingError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, code: errno) }
    defer { close(descriptor) }
    var accumulator = Accumulator()
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, code: errno) }
      guard count > 0 else { break }
      piece.withUnsafeBytes { accumulator.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    self = accumulator.digest
  }
}
