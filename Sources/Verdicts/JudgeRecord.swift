package import Reports

/// What a judge found. JSON on its standard output, which the learner's program does not have.
package struct JudgeRecord: Codable, Hashable, Sendable {
  /// Every check of the lab, in file order.
  package var tests: [GradeReport.Test]
  package var measurements: [GradeReport.Measurement]
  /// Wall time spent inside the learner's program.
  package var workerNanoseconds: Int64
  /// Number of ``tests``; a record without it, or with another number, was cut short.
  package var executed: Int
  /// Texts that checks handed over for grading, by name.
  package var answers: [String: String]?

  package init(
    tests: [GradeReport.Test], measurements: [GradeReport.Measurement], workerNanoseconds: Int64,
    answers: [String: String]? = nil
  ) {
    self.tests = tests
    self.measurements = measurements
    self.workerNanoseconds = workerNanoseconds
    executed = tests.count
    self.answers = answers
  }
}
