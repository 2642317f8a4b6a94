/// One thing a lab asks of a learner's program, with its own line in the report.
public struct Check {
  /// Stable within a lab version, such as `half-ties`.
  public let id: String
  /// The numbered task of the brief, from 1.
  public let task: Int
  public let name: LocalizedText
  /// Tasks whose checks must all have passed before this one is asked.
  public let requires: [Int]
  let body: (Trial) throws(CheckFailure) -> Void

  /// - Parameters:
  ///   - requires: earlier tasks this check builds on. A failed check also closes the later checks of its own task.
  ///   - body: asks through the trial and throws at the first finding.
  public init(
    _ id: String, task: Int, ja: String, en: String, requires: [Int] = [],
    _ body: @escaping (Trial) throws(CheckFailure) -> Void
  ) {
    self.id = id
    self.task = task
    name = LocalizedText(ja: ja, en: en)
    self.requires = requires
    self.body = body
  }
}

/// Why a check did not pass.
public struct CheckFailure: Error {
  /// `fail` for a wrong answer, `error` for none.
  public var status: GradeReport.Test.Status
  public var message: Message
  public var counterexample: GradeReport.Counterexample?
  /// Id of the known wrong idea that returns the same.
  public var misconception: String?
  public var seed: UInt64?

  public init(
    _ status: GradeReport.Test.Status = .fail, message: Message, counterexample: GradeReport.Counterexample? = nil,
    misconception: String? = nil, seed: UInt64? = nil
  ) {
    self.status = status
    self.message = message
    self.counterexample = counterexample
    self.misconception = misconception
    self.seed = seed
  }

  /// A wrong answer in words.
  public static func wrong(
    ja: String, en: String, input: String, expected: String, returned: String, misconception: String? = nil
  ) -> CheckFailure {
    CheckFailure(
      message: .text(LocalizedText(ja: ja, en: en)),
      counterexample: .init(input: input, expected: expected, returned: returned), misconception: misconception)
  }
}
