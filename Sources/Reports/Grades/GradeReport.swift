/// The outcome of grading one submission, modelled on exercism's test-runner contract: an overall status, tests in
/// file order, messages that are data.
public struct GradeReport: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<GradeReport>()

  public enum Status: String, Codable, Sendable, Hashable {
    /// At least one test ran and every test passed.
    case pass
    /// At least one test ran and one did not pass.
    case fail
    /// No verdict about the learner's work: it did not compile, nothing ran, or the grader itself failed.
    case error
  }

  public var lab: String
  public var labVersion: Int
  public var graderVersion: String
  public var status: Status
  /// For `error`: what happened.
  public var message: Message?
  /// In file order; the first failure is the one to show.
  public var tests: [Test]
  /// SHA-256 of the graded copy of the learner's file.
  public var submissionSHA256: String
  public var seeds: Seeds
  public var isolation: IsolationTier
  public var durations: [PhaseDuration]
  public var measurements: [Measurement]
  public var machine: MachineRecord?
  public var recordedAt: Timestamp

  public init(
    lab: String, labVersion: Int, graderVersion: String, status: Status, message: Message? = nil, tests: [Test],
    submissionSHA256: String, seeds: Seeds, isolation: IsolationTier, durations: [PhaseDuration] = [],
    measurements: [Measurement] = [], machine: MachineRecord? = nil, recordedAt: Timestamp
  ) {
    self.lab = lab
    self.labVersion = labVersion
    self.graderVersion = graderVersion
    self.status = status
    self.message = message
    self.tests = tests
    self.submissionSHA256 = submissionSHA256
    self.seeds = seeds
    self.isolation = isolation
    self.durations = durations
    self.measurements = measurements
    self.machine = machine
    self.recordedAt = recordedAt
  }

  /// The status that follows from tests alone. No test, or none that ran, is an error and never a pass.
  public static func status(of tests: [Test]) -> Status {
    guard tests.contains(where: { $0.status != .notRun }) else { return .error }
    return tests.allSatisfy { $0.status == .pass } ? .pass : .fail
  }
}
