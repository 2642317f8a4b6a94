import Processes
package import Verdicts

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The main function of a lab's judge.
///
/// Reads one request on standard input, runs the checks in file order, and writes one record on standard output. The
/// learner's program has neither: it is a child with descriptors of its own.
public enum Judge {
  /// Ends the process: code 0 when the record was written, whatever it says; 64 for a request that cannot be read.
  public static func run(_ checks: [Check]) -> Never { exit(answer(checks)) }

  private static func answer(_ checks: [Check]) -> Int32 {
    guard let request = try? JSONDecoder().decode(JudgeRequest.self, from: StandardStreams.standardInput()) else {
      return 64
    }
    let selected = checks.filter { request.only?.contains($0.id) ?? true }
    let record = run(selected, request)
    guard let bytes = try? JSONEncoder().encode(record) else { return 70 }
    return StandardStreams.writeStandardOutput(Array(bytes)) ? 0 : 74
  }

  package static func run(_ checks: [Check], _ request: JudgeRequest) -> JudgeRecord {
    var tests: [GradeReport.Test] = []
    var measurements: [GradeReport.Measurement] = []
    var failedTasks: Set<Int> = []
    var workerNanoseconds: Int64 = 0
    var answers: [String: String] = [:]
    for check in checks {
      var test = GradeReport.Test(
        id: check.id, name: check.name, task: check.task, status: .notRun, casesRun: 0, casesPassed: 0)
      if failedTasks.isDisjoint(with: check.requires + [check.task]) {
        let trial = Trial(request, stream: check.id)
        let start = Monotonic.now
        do throws(CheckFailure) {
          try check.body(trial)
          // A check that asked nothing has shown nothing.
          test.status = trial.casesRun > 0 ? .pass : .error
          if trial.casesRun == 0 { test.message = .keyed("judge.nothingAsked", arguments: [:]) }
        } catch {
          test.status = error.status
          test.message = error.message
          test.counterexample = error.counterexample
          test.misconception = error.misconception
          test.seed = error.seed
        }
        trial.finish()
        test.nanoseconds = Monotonic.now - start
        (test.casesRun, test.casesPassed) = (trial.casesRun, trial.casesPassed)
        test.output = trial.printed
        workerNanoseconds += trial.workerNanoseconds
        measurements += trial.measurements
        if test.status == .pass { answers.merge(trial.answers) { _, last in last } }
      }
      if test.status != .pass { failedTasks.insert(check.task) }
      tests.append(test)
    }
    return JudgeRecord(
      tests: tests, measurements: measurements, workerNanoseconds: workerNanoseconds,
      answers: answers.isEmpty ? nil : answers)
  }
}
