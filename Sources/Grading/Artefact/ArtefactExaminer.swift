package import Reports

/// Looks at a built model. Grading knows what must hold; who can read and time models implements this.
package protocol ArtefactExaminer: Sendable {
  /// - Throws: ``GradingError`` when there can be no verdict: what is wrong with the artefact is a failed test.
  func examine(_ request: ArtefactRequest, isCancelled: () -> Bool) throws(GradingError) -> ArtefactFindings
}

/// What grading tells an examiner. JSON where the examiner is another program.
package struct ArtefactRequest: Codable, Hashable, Sendable {
  package var lab: String
  package var labVersion: Int
  /// Number of the task, from 1.
  package var task: Int
  package var requirement: ArtefactRequirement
  /// Absolute path of the base model.
  package var base: String
  /// What the submission's function returned just now.
  package var recipe: String
  package var submissionSHA256: String
  /// Decides the hidden images; drawn after the submission was hashed.
  package var seed: UInt64

  package init(
    lab: Lab, task: Int, requirement: ArtefactRequirement, recipe: String, submissionSHA256: String, seed: UInt64
  ) {
    self.lab = lab.id
    labVersion = lab.manifest.version
    self.task = task
    self.requirement = requirement
    base = lab.folder + "/" + Lab.dataFolder + "/" + requirement.base
    self.recipe = recipe
    self.submissionSHA256 = submissionSHA256
    self.seed = seed
  }

  /// A test that has not been asked.
  package func blank(_ check: ArtefactCheck) -> GradeReport.Test {
    GradeReport.Test(id: check.rawValue, name: check.name, task: task, status: .notRun, casesRun: 0, casesPassed: 0)
  }
}

/// What an examiner found.
package struct ArtefactFindings: Codable, Hashable, Sendable {
  /// One for each ``ArtefactCheck``, in order.
  package var tests: [GradeReport.Test]
  package var measurements: [GradeReport.Measurement]

  package init(tests: [GradeReport.Test], measurements: [GradeReport.Measurement]) {
    self.tests = tests
    self.measurements = measurements
  }
}
