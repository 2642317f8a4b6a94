package import Reports

/// Looks at the models that labs ask for. Grading knows what must hold; who can read, run and time models implements
/// this.
package protocol ArtefactExaminer: Sendable {
  /// Writes what the submission is asked about before there is a model: for ranges, samples of the base model's
  /// activations, `0.f32`, `1.f32`, … (little-endian Float32) in an existing folder.
  /// - Returns: what each file holds samples of, in order; nothing for a recipe.
  func observe(
    _ request: ArtefactRequest, into folder: String, isCancelled: () -> Bool
  ) throws(GradingError) -> [String]

  /// - Throws: ``GradingError`` when there can be no verdict: what is wrong with the artefact is a failed test.
  func examine(_ request: ArtefactRequest, isCancelled: () -> Bool) throws(GradingError) -> ArtefactFindings
}

/// What grading asks an examiner that is another program.
package enum ArtefactQuestion: Codable, Hashable, Sendable {
  /// Answered with a list of names.
  case observe(request: ArtefactRequest, folder: String)
  /// Answered with ``ArtefactFindings``.
  case examine(request: ArtefactRequest)
}

/// What grading tells an examiner.
package struct ArtefactRequest: Codable, Hashable, Sendable {
  package var lab: String
  package var labVersion: Int
  /// Number of the task, from 1.
  package var task: Int
  package var requirement: ArtefactRequirement
  /// Absolute path of the base model.
  package var base: String
  /// What the submission's function returned just now: a recipe as YAML, or a line `low high` for each activation.
  package var answer: String
  package var submissionSHA256: String
  /// Decides the hidden images; drawn after the submission was hashed.
  package var seed: UInt64
  /// Decides the calibration images; known to everyone.
  package var calibrationSeed: UInt64

  package init(
    lab: Lab, requirement: ArtefactRequirement, answer: String, submissionSHA256: String, seed: UInt64
  ) {
    self.lab = lab.id
    labVersion = lab.manifest.version
    task = (lab.manifest.tasks.firstIndex { $0.id == requirement.task } ?? 0) + 1
    self.requirement = requirement
    base = lab.folder + "/" + Lab.dataFolder + "/" + requirement.base
    self.answer = answer
    self.submissionSHA256 = submissionSHA256
    self.seed = seed
    calibrationSeed = lab.manifest.seeds.first ?? 1
  }

  /// A test that has not been asked.
  package func blank(_ check: ArtefactCheck) -> GradeReport.Test {
    GradeReport.Test(id: check.rawValue, name: check.name, task: task, status: .notRun, casesRun: 0, casesPassed: 0)
  }
}

/// What an examiner found.
package struct ArtefactFindings: Codable, Hashable, Sendable {
  /// One for each of the requirement's ``ArtefactRequirement/checks``, in order.
  package var tests: [GradeReport.Test]
  package var measurements: [GradeReport.Measurement]

  package init(tests: [GradeReport.Test], measurements: [GradeReport.Measurement]) {
    self.tests = tests
    self.measurements = measurements
  }
}
