#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Processes that left the child's session (`setsid` after a double fork). Their first environment still holds the
/// mark they were born with, which /proc shows and which begins with the marks of its ancestors; elsewhere the process group is all that can be ended.
enum Descendants {
  static func kill(mark: String, except process: pid_t) {
    #if os(Linux)
      let needle = Array((Launch.markName + "=" + mark).utf8)
      for _ in 0..<3 {
        let found = marked(needle).filter { $0 != process && $0 != getpid() }
        guard !found.isEmpty else { return }
        for other in found { Glibc.kill(other, SIGKILL) }
      }
    #endif
  }

  #if os(Linux)
    private static func marked(_ needle: [UInt8]) -> [pid_t] {
      guard let directory = opendir("/proc") else { return [] }
      defer { closedir(directory) }
      var found: [pid_t] = []
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard let process = pid_t(name), process > 1, let bytes = SmallFile.bytes(at: "/proc/\(process)/environ"),
          bytes.split(separator: 0).contains(where: { $0.starts(with: needle) })
        else { continue }
        found.append(process)
      }
      return found
    }
  #endif
}
