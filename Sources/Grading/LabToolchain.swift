import Processes

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where the compiler and the prebuilt kits are.
package struct LabToolchain: Hashable, Sendable {
  /// Absolute path of `swiftc`.
  package let compiler: String
  /// SwiftPM's build folder with `Modules/` and the two dynamic libraries.
  package let products: String
  /// Folders of C module maps that the kits' modules name.
  package let includes: [String]

  /// - Parameters:
  ///   - compiler: `nil` looks for `swiftc` on PATH.
  ///   - products: such as `.build/release` of the checkout, absolute.
  /// - Throws: ``GradingError/noCompiler`` when there is none.
  package init(compiler: String? = nil, products: String, includes: [String] = []) throws(GradingError) {
    guard let found = compiler ?? LabToolchain.onPath("swiftc") else { throw .noCompiler }
    self.compiler = found
    self.products = products
    self.includes = includes
  }

  /// The kits of a checkout.
  package init(checkout: String) throws(GradingError) {
    try self.init(products: checkout + "/.build/release", includes: [checkout + "/Sources/CKernels/include"])
  }

  package enum Kit: String, CaseIterable, Sendable {
    case lab = "LabKit"
    case judge = "JudgeKit"
  }

  package func library(_ kit: Kit) -> String {
    #if canImport(Darwin)
      products + "/lib\(kit.rawValue).dylib"
    #else
      products + "/lib\(kit.rawValue).so"
    #endif
  }

  package var isPrepared: Bool { Kit.allCases.allSatisfy { access(library($0), R_OK) == 0 } }

  /// Builds both kits with SwiftPM; needed once, and after the checkout changed.
  /// - Throws: ``GradingError/kitBuildFailed(log:)``.
  package static func prepare(checkout: String, isCancelled: () -> Bool = { false }) throws(GradingError) {
    guard let swift = onPath("swift") else { throw .noCompiler }
    for kit in Kit.allCases {
      var environment = inheritedEnvironment()
      environment["SWIFT_DETERMINISTIC_HASHING"] = "1"
      let launch = Launch(
        swift, ["build", "-c", "release", "--product", kit.rawValue], environment: environment, directory: checkout,
        limits: ResourceLimits(wallSeconds: 3_600))
      let result: ProcessResult
      do { result = try launch.run(isCancelled: isCancelled) } catch { throw .process(error) }
      guard result.outcome.isSuccess else {
        throw .kitBuildFailed(log: String((result.standardOutput.text + result.standardError.text).suffix(8_192)))
      }
    }
  }

  /// What changes when the compiler or a kit changes: path, size and time of each.
  func identity(_ kit: Kit) throws(GradingError) -> String {
    var words: [String] = []
    for path in [compiler, library(kit)] {
      var status = stat()
      guard stat(path, &status) == 0 else { throw .kitMissing(path: path) }
      #if canImport(Darwin)
        let time = status.st_mtimespec
      #else
        let time = status.st_mtim
      #endif
      words.append("\(path) \(status.st_size) \(time.tv_sec).\(time.tv_nsec)")
    }
    return words.joined(separator: "\n")
  }

  static func onPath(_ name: String) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  /// SwiftPM and the compiler need to find their caches and helpers.
  static func inheritedEnvironment() -> [String: String] {
    var environment: [String: String] = [:]
    for name in ["PATH", "HOME", "LANG", "TMPDIR", "DEVELOPER_DIR", "TOOLCHAINS", "SDKROOT"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    return environment
  }
}
