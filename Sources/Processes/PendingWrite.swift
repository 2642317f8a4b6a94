#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Bytes on their way into a child's standard input.
struct PendingWrite {
  private let bytes: [UInt8]
  private var sent = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isDone: Bool { sent == bytes.count }

  /// Writes what fits now.
  /// - Returns: false when the child no longer reads.
  mutating func write(to descriptor: Int32) -> Bool {
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    while !isDone {
      let offset = sent
      let count = bytes.withUnsafeBytes { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        return send(descriptor, base + offset, buffer.count - offset, flags)
      }
      if count > 0 {
        sent += count
        continue
      }
      if count < 0, errno == EINTR { continue }
      return count < 0 && errno == EAGAIN
    }
    return true
  }
}
