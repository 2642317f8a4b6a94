#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Two ends of a channel to a child: ours, which never blocks and is closed on exec, and the child's.
struct Descriptors {
  let parent: Int32
  let child: Int32

  /// A pipe from the child to us.
  static func pipe(_ executable: String) throws(ProcessError) -> Descriptors {
    var ends: [Int32] = [-1, -1]
    #if canImport(Darwin)
      let made = Darwin.pipe(&ends)
    #else
      let made = Glibc.pipe(&ends)
    #endif
    guard made == 0 else { throw .cannotStart(executable: executable, step: "pipe", code: errno) }
    return Descriptors(parent: ends[0], child: ends[1]).prepared()
  }

  /// A socket from us to the child: unlike a pipe it can be written without raising SIGPIPE.
  static func socketPair(_ executable: String) throws(ProcessError) -> Descriptors {
    var ends: [Int32] = [-1, -1]
    #if canImport(Darwin)
      let made = socketpair(AF_UNIX, SOCK_STREAM, 0, &ends)
      var on: Int32 = 1
      if made == 0 { setsockopt(ends[0], SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size)) }
    #else
      let made = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
    #endif
    guard made == 0 else { throw .cannotStart(executable: executable, step: "socketpair", code: errno) }
    return Descriptors(parent: ends[0], child: ends[1]).prepared()
  }

  /// The null device for a child that gets no input.
  static func nullPair(_ executable: String) throws(ProcessError) -> Descriptors {
    let null = Self.openNull()
    guard null >= 0 else { throw .cannotStart(executable: executable, step: "open", code: errno) }
    return Descriptors(parent: -1, child: null)
  }

  private static func openNull() -> Int32 {
    #if canImport(Darwin)
      Darwin.open("/dev/null", O_RDONLY | O_CLOEXEC)
    #else
      Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC)
    #endif
  }

  /// Every descriptor of this process, by /proc; empty where that is missing.
  static var open: [Int32] {
    guard let directory = opendir("/proc/self/fd") else { return [] }
    defer { closedir(directory) }
    var found: [Int32] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let descriptor = Int32(name) { found.append(descriptor) }
    }
    return found
  }

  private func prepared() -> Descriptors {
    _ = fcntl(parent, F_SETFL, fcntl(parent, F_GETFL) | O_NONBLOCK)
    _ = fcntl(parent, F_SETFD, FD_CLOEXEC)
    _ = fcntl(child, F_SETFD, FD_CLOEXEC)
    return self
  }

  func closeBoth() {
    var (a, b) = (parent, child)
    Descriptors.close(&a)
    Descriptors.close(&b)
  }

  static func close(_ descriptor: inout Int32) {
    guard descriptor >= 0 else { return }
    #if canImport(Darwin)
      Darwin.close(descriptor)
    #else
      Glibc.close(descriptor)
    #endif
    descriptor = -1
  }
}
