import Grading
import Processes
import Reports
import Testing
import Verdicts

/// Whatever a judge leaves behind, only one complete record is a verdict.
@Suite struct FailClosedTests {
  private func status(printing script: String, input: String = "") throws -> (GradeReport.Status, Message?) {
    let launch = Launch("/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin"])
    var attempt = Attempt(report: FailClosedTests.blank)
    attempt.adopt(try launch.run(input: Array(input.utf8)), expectedChecks: nil)
    return (attempt.report.status, attempt.report.message)
  }

  private static let blank = GradeReport(
    lab: "T01", labVersion: 1, graderVersion: "1", status: .error, tests: [], submissionSHA256: "",
    seeds: .init(fixed: [], fresh: []), isolation: .c, recordedAt: .init(secondsSince1970: 0))

  private static let test = """
    {"id":"a","name":{"ja":"あ","en":"a"},"task":1,"status":"pass","casesRun":1,"casesPassed":1,"nanoseconds":1}
    """

  private func record(_ tests: [String], executed: Int) -> String {
    "{\"tests\":[\(tests.joined(separator: ","))],\"measurements\":[],\"workerNanoseconds\":5,\"executed\":\(executed)}"
  }

  @Test func acceptsACompleteRecord() throws {
    #expect(try status(printing: "cat", input: record([Self.test], executed: 1)).0 == .pass)
  }

  @Test func refusesEverythingElse() throws {
    let whole = record([Self.test], executed: 1)
    #expect(try status(printing: "true").0 == .error)
    #expect(try status(printing: "cat; exit 1", input: whole).0 == .error)
    #expect(try status(printing: "cat; kill -9 $$", input: whole).0 == .error)
    #expect(try status(printing: "cat", input: record([Self.test], executed: 2)).0 == .error)
    let none = try status(printing: "cat", input: record([], executed: 0))
    #expect(none.0 == .error)
    #expect(none.1 == .keyed("judge.nothingRan", arguments: [:]))
    for length in stride(from: 1, to: whole.utf8.count, by: 7) {
      #expect(try status(printing: "head -c \(length)", input: whole).0 == .error)
    }
  }
}
