import Foundation
import Processes

/// A Python on the search path that can make virtual environments.
struct PythonFinder {
  /// Of the person who runs the program.
  let environment: [String: String]

  /// The oldest version for which all pinned engines are published.
  static let oldest = (major: 3, minor: 11)
  private static let names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"]

  /// - Throws: ``PeerInstallationError/noPython(found:)``.
  func python() throws(PeerInstallationError) -> String {
    var found: String?
    let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    for name in Self.names {
      for folder in folders {
        let path = "\(folder)/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path), let version = try version(of: path) else { continue }
        if (version.major, version.minor) >= Self.oldest { return path }
        found = "\(version.major).\(version.minor)"
      }
    }
    throw .noPython(found: found)
  }

  /// Nil when it does not start or lacks what `venv` needs.
  private func version(of path: String) throws(PeerInstallationError) -> (major: Int, minor: Int)? {
    let question = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
    let result: ProcessResult
    do {
      result = try Launch(
        path, ["-I", "-c", question], environment: environment, limits: ResourceLimits(wallSeconds: 20)
      ).run()
    } catch { throw .process(error) }
    let numbers = result.standardOutput.text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    guard result.outcome.isSuccess, numbers.count == 2 else { return nil }
    return (numbers[0], numbers[1])
  }
}
