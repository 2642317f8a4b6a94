package import Reports

extension Grader {
  /// The name under which a judge hands over the recipe.
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

  /// Adds the tests of the artefact. They are asked only after everything else has passed.
  func examine(_ lab: Lab, _ attempt: inout Attempt, isCancelled: () -> Bool) throws(GradingError) {
    guard let requirement = lab.manifest.artefact, !attempt.report.tests.isEmpty else { return }
    let task = (lab.manifest.tasks.firstIndex { $0.id == requirement.task } ?? 0) + 1
    let recipe = attempt.answers[Grader.recipeAnswer]
    let request = ArtefactRequest(
      lab: lab, task: task, requirement: requirement, recipe: recipe ?? "",
      submissionSHA256: attempt.report.submissionSHA256,
      seed: attempt.report.seeds.fresh.first ?? attempt.report.seeds.fixed.first ?? 1)
    let blank = ArtefactCheck.allCases.map { request.blank($0) }
    guard attempt.report.status == .pass, recipe != nil else {
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
  /// No verdict about an artefact is never a pass.
  mutating func refuse(_ message: Message, _ blank: [GradeReport.Test]) {
    report.tests += blank
    report.status = .error
    report.message = message
  }
}
