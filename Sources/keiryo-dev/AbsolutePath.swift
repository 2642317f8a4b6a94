#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

enum AbsolutePath {
  /// The path with links resolved; itself when it does not exist.
  static func of(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Seconds since 1970.
  static var now: Int64 { Int64(time(nil)) }
}
