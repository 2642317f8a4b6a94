import Processes

/// One run of the compiler over a learner's or an author's files.
struct Compilation {
  let toolchain: LabToolchain
  let cacheDirectory: String

  /// Compiles `sources` (names inside `scratch`) against a kit into `scratch/output`.
  ///
  /// `-O` because numeric code without it is 25 to 110 times slower; whole-module because one frontend process starts
  /// faster than two.
  func run(
    _ sources: [String], kit: LabToolchain.Kit, output: String, in scratch: ScratchFolder, isCancelled: () -> Bool
  ) throws(GradingError) -> ProcessResult {
    let modules = cacheDirectory + "/modules"
    try ScratchFolder.make(modules)
    var arguments = ["-O", "-wmo", "-parse-as-library", "-swift-version", "6", "-module-name", "Submission"]
    arguments += ["-module-cache-path", modules, "-I", toolchain.products + "/Modules"]
    for folder in toolchain.includes where FolderListing.exists(folder) { arguments += ["-I", folder] }
    arguments += ["-L", toolchain.products, "-l" + kit.rawValue, "-Xlinker", "-rpath", "-Xlinker", toolchain.products]
    arguments += sources + ["-o", output]
    var environment = LabToolchain.inheritedEnvironment()
    environment["TMPDIR"] = scratch.path
    let launch = Launch(
      toolchain.compiler, arguments, environment: environment, directory: scratch.path,
      limits: ResourceLimits(
        wallSeconds: 60, cpuSeconds: 60, memoryBytes: 2 << 30, fileBytes: 256 << 20, outputBytes: 8 << 20))
    do { return try launch.run(isCancelled: isCancelled) } catch { throw .process(error) }
  }
}

/// The compiler's words about one file.
package struct BuildDiagnostics: Hashable, Sendable {
  /// The blocks that speak of the learner's file, or of a name its callers miss; paths shortened to the file name.
  package let text: String
  /// Whether an error was in the learner's own file. Otherwise a function that the task names is missing or changed.
  package let isInSubmission: Bool

  package static let limit = 8_192

  /// - Parameters:
  ///   - log: what the compiler printed.
  ///   - folder: the scratch folder whose path is cut away.
  package init(log: String, folder: String, submission: String, harness: String) {
    var blocks: [(file: String, isError: Bool, lines: [Substring])] = []
    for line in log.split(separator: "\n", omittingEmptySubsequences: false) {
      if let file = [submission, harness].first(where: { BuildDiagnostics.starts(line, file: $0, folder: folder) }) {
        blocks.append((file, line.contains(": error:"), [BuildDiagnostics.shortened(line, folder: folder)]))
      } else if line.hasPrefix("error:") || line.hasPrefix("<unknown>") || line.hasPrefix("ld") {
        blocks.append(("", true, [line]))
      } else if !blocks.isEmpty {
        blocks[blocks.count - 1].lines.append(line)
      }
    }
    isInSubmission = blocks.contains { $0.file == submission && $0.isError }
    let wanted = isInSubmission ? submission : harness
    var seen: Set<String> = []
    let kept = blocks.filter { $0.file == wanted && $0.isError }.map { $0.lines.joined(separator: "\n") }
      .filter { seen.insert($0).inserted }
    text = String(kept.joined(separator: "\n").prefix(BuildDiagnostics.limit))
  }

  private static func starts(_ line: Substring, file: String, folder: String) -> Bool {
    line.hasPrefix(file + ":") || line.hasPrefix(folder + "/" + file + ":")
  }

  private static func shortened(_ line: Substring, folder: String) -> Substring {
    line.hasPrefix(folder + "/") ? line.dropFirst(folder.count + 1) : line
  }
}
