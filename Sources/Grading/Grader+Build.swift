import Hashing
import Manifests
import Processes
import Reports

extension Grader {
  static let submissionFile = "Solution.swift"
  static let workerFile = "worker"

  /// The lab's judge as a program, built once per content of its sources, kit and compiler.
  func judge(_ lab: Lab, isCancelled: () -> Bool) throws(GradingError) -> String {
    let sources = try judgeSources(lab)
    let identity = try toolchain.identity(.judge)
    let key = SHA256Digest(of: sources.flatMap { Array($0.name.utf8) + $0.bytes } + Array(identity.utf8)).hex
    let folder = cacheDirectory + "/judges"
    let program = folder + "/" + lab.id + "-" + key.prefix(32)
    if FolderListing.exists(program) { return program }
    try ScratchFolder.make(folder)
    let scratch = try ScratchFolder(in: cacheDirectory + "/scratch")
    defer { scratch.remove() }
    for source in sources { try scratch.write(source.bytes, as: source.name) }
    let result = try Compilation(toolchain: toolchain, cacheDirectory: cacheDirectory).run(
      sources.map(\.name), kit: .judge, output: "judge", in: scratch, isCancelled: isCancelled)
    if result.outcome == .cancelled { throw .cancelled }
    guard result.outcome.isSuccess else {
      throw .judgeBuildFailed(lab: lab.id, log: result.standardOutput.text + result.standardError.text)
    }
    try scratch.move("judge", to: program)
    return program
  }

  private func judgeSources(_ lab: Lab) throws(GradingError) -> [(name: String, bytes: [UInt8])] {
    var sources = [(name: Lab.File.checks.rawValue, bytes: try ScratchFolder.read(lab.path(.checks)))]
    let folder = lab.folder + "/" + Lab.judgeFolder
    for name in FolderListing.files(in: folder) where name.hasSuffix(".swift") {
      sources.append((name, try ScratchFolder.read(folder + "/" + name)))
    }
    return sources
  }

  /// The learner's file and our harness as a program; `nil` when it was built, otherwise why not.
  func buildWorker(
    _ lab: Lab, _ submission: [UInt8], in scratch: ScratchFolder, isCancelled: () -> Bool
  ) throws(GradingError) -> Message? {
    try scratch.write(submission, as: Grader.submissionFile)
    try scratch.write(try ScratchFolder.read(lab.path(.harness)), as: Lab.File.harness.rawValue)
    _ = try toolchain.identity(.lab)
    let result = try Compilation(toolchain: toolchain, cacheDirectory: cacheDirectory).run(
      [Lab.File.harness.rawValue, Grader.submissionFile], kit: .lab, output: Grader.workerFile, in: scratch,
      isCancelled: isCancelled)
    switch result.outcome {
    case .exited(0): return nil
    case .cancelled: throw .cancelled
    case .timeLimit: return .keyed("build.timeLimit", arguments: [:])
    case .outputLimit, .memoryLimit: return .keyed("build.limit", arguments: [:])
    case .exited, .signalled:
      let log = result.standardError.text + result.standardOutput.text
      let diagnostics = BuildDiagnostics(
        log: log, folder: scratch.path, submission: Grader.submissionFile, harness: Lab.File.harness.rawValue)
      guard !diagnostics.text.isEmpty else { throw .harnessBuildFailed(lab: lab.id, log: String(log.prefix(8_192))) }
      return .keyed(
        diagnostics.isInSubmission ? "build.failed" : "build.interface", arguments: ["diagnostics": diagnostics.text])
    }
  }
}
