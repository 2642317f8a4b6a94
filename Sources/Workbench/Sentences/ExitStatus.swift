/// What the process tells its caller. Documented in `keiryo --help`.
package enum ExitStatus: Int32, Sendable, Hashable, Codable {
  case success = 0
  /// A check, a grade or a verification that did not pass.
  case failed = 1
  case usage = 2
  /// A file that cannot be read as what it should be.
  case badFile = 3
  /// The machine or the folder: not writable, a missing package, no toolchain.
  case environment = 4
  case `internal` = 5
}
