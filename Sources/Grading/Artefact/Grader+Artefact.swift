package import Reports
import Verdicts

extension Grader {
  /// The name of a judge's check, and of what it hands over.
  package static let recipeAnswer = "recipe"

  /// The recipe that a submission returns, without grading the rest of it.
  /// - Returns: nil with a report that says why there is none.
  package func recipe(
    of lab: Lab, submission: [UInt8], at time: Timestamp, isCancelled: () -> Bool = { false }
  ) throws(GradingError) -> (text: String?, report: GradeReport) {
    let attempt = try judged(
      lab, submission: submission, only: [Grader.recipeAnswer], seeds: nil, at: time, isCancelled: isCancelled)
    return (attempt.answers[Grader.recipeAnswer], attempt.report)
  }

  /// What the judge asks about, where a model's activations are the question.
  func observations(
    _ lab: Lab, _ attempt: inout Attempt, in scratch: ScratchFolder, isCancelled: () -> Bool
  ) throws(GradingError) -> JudgeRequest.Observations? {
    guard let examiner, let requirement = lab.manifest.artefact, case .ranges = requirement.from else { return nil }
    let folder = scratch.path + "/observations"
    try ScratchFolder.make(folder)
    let request = attempt.request(lab, requirement, answer: "")
    let names = try attempt.timing("observe") { () throws(GradingError) in
      try examiner.observe(request, into: folder, isCancelled: isCancelled)
    }
    return JudgeRequest.Observations(folder: folder, names: names)
  }

  /// Adds the tests of the artefact. They are asked only after everything else has passed.
  func examine(_ lab: Lab, _ attempt: inout Attempt, isCancelled: () -> Bool) throws(GradingError) {
    guard let requirement = lab.manifest.artefact, !attempt.report.tests.isEmpty else { return }
    let answer = attempt.answers[requirement.from.answer]
    let request = attempt.request(lab, requirement, answer: answer ?? "")
    let blank = requirement.checks.map { request.blank($0) }
    guard attempt.report.status == .pass, answer != nil else {
      attempt.report.tests += blank
      return attempt.report.status = GradeReport.status(of: attempt.report.tests)
    }
    guard let examiner else {
      attempt.refuse(.keyed("artefact.noExaminer", arguments: [:]), blank)
      return
    }
    let found = try attempt.timing("artefact") { () throws(GradingError) in
      try examiner.examine(request, isCancelled: isCancelled)
    }
    guard found.tests.map(\.id) == blank.map(\.id) else {
      attempt.refuse(.keyed("artefact.noRecord", arguments: [:]), blank)
      return
    }
    attempt.report.tests += found.tests
    attempt.report.measurements += found.measurements
    attempt.report.status = GradeReport.status(of: attempt.report.tests)
  }
}

extension Attempt {
  fileprivate func request(_ lab: Lab, _ requirement: ArtefactRequirement, answer: String) -> ArtefactRequest {
    ArtefactRequest(
      lab: lab, requirement: requirement, answer: answer, submissionSHA256: report.submissionSHA256,
      seed: report.seeds.fresh.first ?? report.seeds.fixed.first ?? 1)
  }

  /// No verdict about an artefact is never a pass.
  mutating func refuse(_ message: Message, _ blank: [GradeReport.Test]) {
    report.tests += blank
    report.status = .error
    report.message = message
  }
}
