import Reports

/// What one check of an artefact found.
struct ArtefactOutcome {
  var status = GradeReport.Test.Status.pass
  /// What was found and what to do next.
  var message: Message?
  var counterexample: GradeReport.Counterexample?
  var misconception: String?
  var cases = 1
  var passed = 1
  var measurements: [GradeReport.Measurement] = []

  static let passed = ArtefactOutcome()

  static func failed(
    ja: String, en: String, input: String, expected: String, found: String?, misconception: String? = nil
  ) -> ArtefactOutcome {
    ArtefactOutcome(
      status: .fail, message: .text(LocalizedText(ja: ja, en: en)),
      counterexample: .init(input: input, expected: expected, returned: found), misconception: misconception, passed: 0)
  }
}
