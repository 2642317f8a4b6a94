package import Processes
import Reports
import Verdicts

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Grader {
  /// Longest time a judge may take, seconds.
  static let judgeSeconds = 300.0

  /// Lets the judge question the worker and takes over its record. Anything but one complete record is an error.
  func question(
    _ judge: String, _ lab: Lab, _ attempt: inout Attempt, about observations: JudgeRequest.Observations?,
    only: [String]?, in scratch: ScratchFolder, isCancelled: () -> Bool
  ) throws(GradingError) {
    let room = scratch.path + "/run"
    try ScratchFolder.make(room)
    let request = JudgeRequest(
      worker: scratch.path + "/" + Grader.workerFile, directory: room, data: lab.folder + "/" + Lab.dataFolder,
      fixedSeeds: attempt.report.seeds.fixed, freshSeeds: attempt.report.seeds.fresh, limits: lab.manifest.limits,
      only: only, observations: observations)
    guard let input = try? JSONEncoder().encode(request) else {
      throw .scratch(path: room, code: 22)  // EINVAL: a limit that JSON cannot hold
    }
    let launch = Launch(
      judge, environment: ["LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"], directory: room,
      limits: ResourceLimits(wallSeconds: Grader.judgeSeconds, keptOutputBytes: 16 << 20))
    let result = try attempt.timing("judge") { () throws(GradingError) -> ProcessResult in
      do throws(ProcessError) { return try launch.run(input: Array(input), isCancelled: isCancelled) } catch {
        throw .process(error)
      }
    }
    if result.outcome == .cancelled { throw .cancelled }
    attempt.adopt(result, expectedChecks: only?.count)
  }
}

extension Attempt {
  /// Fails closed: no record, a short one, an empty one or an unclean exit is never a verdict.
  package mutating func adopt(_ result: ProcessResult, expectedChecks: Int?) {
    guard result.outcome.isSuccess, !result.standardOutput.isTruncated else {
      report.message = .keyed("judge.failed", arguments: ["outcome": String(describing: result.outcome)])
      return
    }
    guard let record = try? JSONDecoder().decode(JudgeRecord.self, from: Data(result.standardOutput.bytes)),
      record.executed == record.tests.count, expectedChecks == nil || expectedChecks == record.tests.count
    else {
      report.message = .keyed("judge.noRecord", arguments: [:])
      return
    }
    report.tests = record.tests
    report.measurements = record.measurements
    answers = record.answers ?? [:]
    report.durations.append(.init(phase: "worker", nanoseconds: record.workerNanoseconds))
    report.status = GradeReport.status(of: record.tests)
    if report.status == .error { report.message = .keyed("judge.nothingRan", arguments: [:]) }
  }
}
