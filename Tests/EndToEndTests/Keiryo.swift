import Foundation
import Processes
import Progress
import Testing

/// The program as a learner runs it: a process of its own with a home of its own.
struct Keiryo {
  /// The folder whose lessons and labs are used, as the program itself finds it.
  static let checkout: URL = {
    let starts = [program.deletingLastPathComponent(), URL(filePath: FileManager.default.currentDirectoryPath)]
    for start in starts.map({ $0.resolvingSymlinksInPath() }) {
      var folder = start
      while folder.pathComponents.count > 1 {
        let parts = ["Package.swift", "Curriculum", "Labs"].map { folder.appending(path: $0).path }
        if parts.allSatisfy(FileManager.default.fileExists(atPath:)) { return folder }
        folder.deleteLastPathComponent()
      }
    }
    return starts[1]
  }()

  /// Built beside the tests.
  static let program: URL = {
    #if os(Linux)
      let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map {
        URL(filePath: $0)
      }
    #else
      let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    #endif
    let folder = tests?.deletingLastPathComponent() ?? URL(filePath: ".build/release", directoryHint: .isDirectory)
    return folder.appending(path: "keiryo")
  }()

  /// Grading links two libraries that `make start` and `make test` build.
  static let canGrade: Bool = ["LabKit", "JudgeKit"].allSatisfy { kit in
    ["so", "dylib"].contains {
      FileManager.default.fileExists(atPath: checkout.appending(path: ".build/release/lib\(kit).\($0)").path)
    }
  }

  struct Output {
    let status: Int32
    let out: String
    let err: String

    var errorLines: [Substring] { err.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }
    func json() throws -> [String: Any] {
      try #require(JSONSerialization.jsonObject(with: Data(out.utf8)) as? [String: Any], "\(out)\(err)")
    }
  }

  let folder: URL
  var home: URL { folder.appending(path: "home") }

  /// - Parameters:
  ///   - language: set by the environment, as a shell does.
  ///   - seconds: after which the program is ended and the test fails.
  func callAsFunction(_ arguments: String..., language: String = "en", seconds: Double = 60) throws -> Output {
    try run(arguments, language: language, seconds: seconds)
  }

  /// Starts a program as a user whom file permissions bind: this one, or "nobody" when this is the superuser.
  private static var boundUser: [String] {
    getuid() != 0
      ? [] : ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"]
  }

  /// Whether that user can run the program at all: the checkout may lie in a private folder.
  static let canRunBound: Bool = {
    let command = boundUser + [program.path, "--version"]
    let result = try? Launch(command[0], Array(command.dropFirst()), directory: "/").run()
    return result?.outcome.isSuccess == true
  }()

  /// - Parameter isBound: runs as ``boundUser``.
  func run(
    _ arguments: [String], language: String = "en", home: URL? = nil, isBound: Bool = false, seconds: Double = 60
  ) throws -> Output {
    var environment: [String: String] = [:]
    for name in ["PATH", "HOME", "TMPDIR"] { environment[name] = ProcessInfo.processInfo.environment[name] }
    environment["KEIRYO_HOME"] = (home ?? self.home).path
    environment["KEIRYO_LANG"] = language
    let command = (isBound ? Self.boundUser : []) + [Self.program.path] + arguments
    let result = try Launch(
      command[0], Array(command.dropFirst()), environment: environment, directory: Self.checkout.path,
      limits: ResourceLimits(wallSeconds: seconds, keptOutputBytes: 4 << 20)
    ).run()
    guard case .exited(let status) = result.outcome else {
      Issue.record("keiryo \(arguments.joined(separator: " ")): \(result.outcome)")
      return Output(status: -1, out: result.standardOutput.text, err: result.standardError.text)
    }
    return Output(status: status, out: result.standardOutput.text, err: result.standardError.text)
  }

  /// Runs a body in a new folder that is removed afterwards.
  static func with(_ body: (Keiryo) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "keiryo-e2e-" + String(UInt64.random(in: .min ... .max), radix: 36))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(Keiryo(folder: folder))
  }

  // MARK: Files

  func path(_ name: String) -> String { folder.appending(path: name).path }

  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, _ name: String) throws -> String {
    let url = folder.appending(path: name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  func submit(_ text: String, lab: String = "F01") throws { try write(text.utf8, "home/labs/\(lab)/Solution.swift") }

  static func solution(_ name: String = "Solution") throws -> String {
    try String(
      contentsOf: checkout.appending(path: "Labs/foundations/number-formats/\(name).swift"), encoding: .utf8)
  }

  /// Every digest of the chain with the labs passed: equal before and after when nothing was recorded.
  func record() throws -> [String] {
    let store = try ProgressStore(folder: home.path, purpose: .learner)
    return ["\(try store.verifyChain())"] + (try store.attempts(lab: "F01")).map { "\($0.status) \($0.digest)" }
      + (try store.passedLabs()).sorted()
  }
}
