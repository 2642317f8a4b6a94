extension GradeReport {
  /// One check of a lab.
  public struct Test: Codable, Sendable, Hashable {
    public enum Status: String, Codable, Sendable, Hashable {
      case pass
      case fail
      /// The submission crashed, hung or answered with nonsense in this test.
      case error
      /// An earlier task failed, so this one was not asked.
      case notRun
    }

    /// Stable within a lab version, such as `half-subnormals`.
    public var id: String
    public var name: LocalizedText
    /// The numbered task of the brief, from 1.
    public var task: Int
    public var status: Status
    public var message: Message?
    /// Cases asked and answered correctly.
    public var casesRun: Int
    public var casesPassed: Int
    public var counterexample: Counterexample?
    /// The known wrong idea whose output equals the learner's, as named in the lab's `Mistakes/`.
    public var misconception: String?
    /// The seed that reproduces the failure.
    public var seed: UInt64?
    public var nanoseconds: Int64
    /// What the submission printed, capped; nil when nothing.
    public var output: String?

    public init(
      id: String, name: LocalizedText, task: Int, status: Status, message: Message? = nil, casesRun: Int,
      casesPassed: Int, counterexample: Counterexample? = nil, misconception: String? = nil, seed: UInt64? = nil,
      nanoseconds: Int64 = 0, output: String? = nil
    ) {
      self.id = id
      self.name = name
      self.task = task
      self.status = status
      self.message = message
      self.casesRun = casesRun
      self.casesPassed = casesPassed
      self.counterexample = counterexample
      self.misconception = misconception
      self.seed = seed
      self.nanoseconds = nanoseconds
      self.output = output
    }
  }

  /// The smallest failing case, printed as the learner would write it.
  public struct Counterexample: Codable, Sendable, Hashable {
    public var input: String
    public var expected: String
    /// Nil when nothing came back.
    public var returned: String?

    public init(input: String, expected: String, returned: String?) {
      self.input = input
      self.expected = expected
      self.returned = returned
    }
  }
}
