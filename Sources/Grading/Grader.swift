import Hashing
import Processes
package import Reports
import Verdicts

/// Builds a learner's file as a program of its own, lets the lab's judge question it, and writes the report.
///
/// Everything happens on the calling thread. What a submission does — not compile, crash, hang, flood, lie — ends in a
/// report; a thrown ``GradingError`` means that the installation or the lab is broken.
package struct Grader: Sendable {
  package static let version = "1"

  package let toolchain: LabToolchain
  /// Built judges, the module cache and scratch copies live here (`KEIRYO_HOME/.cache`).
  package let cacheDirectory: String
  /// Looks at the models that labs ask for; without one such a lab cannot pass.
  package let examiner: (any ArtefactExaminer)?

  package init(toolchain: LabToolchain, cacheDirectory: String, examiner: (any ArtefactExaminer)? = nil) {
    self.toolchain = toolchain
    self.cacheDirectory = cacheDirectory
    self.examiner = examiner
  }

  /// - Parameters:
  ///   - submission: the bytes of the learner's file; a copy is graded, never the file.
  ///   - only: ids of the checks to run; `nil` for all. A partial run is for watching, not for evidence.
  ///   - seeds: seeds in place of fresh ones, to repeat a report.
  package func grade(
    _ lab: Lab, submission: [UInt8], only: [String]? = nil, seeds: [UInt64]? = nil, at time: Timestamp,
    isCancelled: () -> Bool = { false }
  ) throws(GradingError) -> GradeReport {
    var attempt = try judged(
      lab, submission: submission, only: only, seeds: seeds, at: time, isCancelled: isCancelled)
    if only == nil { try examine(lab, &attempt, isCancelled: isCancelled) }
    return attempt.report
  }

  /// Builds the submission and lets the judge question it.
  func judged(
    _ lab: Lab, submission: [UInt8], only: [String]?, seeds: [UInt64]?, at time: Timestamp, isCancelled: () -> Bool
  ) throws(GradingError) -> Attempt {
    var attempt = Attempt(lab: lab, submission: submission, time: time)
    // Fresh seeds exist only after the submission is fixed by its hash.
    attempt.report.submissionSHA256 = SHA256Digest(of: submission).hex
    var system = SystemRandomNumberGenerator()
    attempt.report.seeds.fresh = seeds ?? (0..<lab.manifest.freshSeeds).map { _ in system.next() >> 32 }
    if let refusal = Grader.refusal(submission, lab.manifest) {
      attempt.report.message = refusal
      return attempt
    }
    let scratch = try ScratchFolder(in: cacheDirectory + "/scratch")
    defer { scratch.remove() }
    let judge = try attempt.timing("judgeBuild") { () throws(GradingError) in
      try self.judge(lab, isCancelled: isCancelled)
    }
    let message = try attempt.timing("build") { () throws(GradingError) in
      try buildWorker(lab, submission, in: scratch, isCancelled: isCancelled)
    }
    if let message {
      attempt.report.message = message
      return attempt
    }
    let observations = try observations(lab, &attempt, in: scratch, isCancelled: isCancelled)
    try question(
      judge, lab, &attempt, about: observations, only: only, in: scratch, isCancelled: isCancelled)
    return attempt
  }

  /// Compiles the lab's judge now, so that the first grading does not wait for it.
  package func prepare(_ lab: Lab) throws(GradingError) { _ = try judge(lab) { false } }

  /// Why a file is not even built.
  static func refusal(_ submission: [UInt8], _ manifest: LabManifest) -> Message? {
    guard submission.count <= 1 << 20 else {
      return .keyed("submission.tooLarge", arguments: ["bytes": "\(submission.count)"])
    }
    guard let source = String(validating: submission, as: UTF8.self) else {
      return .keyed("submission.notText", arguments: [:])
    }
    let scan = SubmissionScan(source)
    if scan.isEmpty { return .keyed("submission.empty", arguments: [:]) }
    guard let word = scan.refusal(manifest) else { return nil }
    let key = scan.imports.contains(word) ? "submission.import" : "submission.forbidden"
    return .keyed(
      key,
      arguments: [
        "word": word.text, "line": "\(word.line)", "allowed": manifest.imports.joined(separator: ", "),
      ])
  }
}

/// A report being made.
package struct Attempt {
  package var report: GradeReport
  /// Texts the judge handed over.
  var answers: [String: String] = [:]

  package init(report: GradeReport) { self.report = report }

  init(lab: Lab, submission: [UInt8], time: Timestamp) {
    report = GradeReport(
      lab: lab.id, labVersion: lab.manifest.version, graderVersion: Grader.version, status: .error, tests: [],
      submissionSHA256: "", seeds: .init(fixed: lab.manifest.seeds, fresh: []), isolation: .c, recordedAt: time)
  }

  mutating func timing<Result>(
    _ phase: String, _ body: () throws(GradingError) -> Result
  ) throws(GradingError) -> Result {
    let start = Monotonic.now
    defer { report.durations.append(.init(phase: phase, nanoseconds: Monotonic.now - start)) }
    return try body()
  }
}
