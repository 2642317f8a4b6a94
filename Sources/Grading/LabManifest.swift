package import Reports
package import Verdicts

/// `lab.yml`: what a lab is, asks and allows.
package struct LabManifest: Codable, Hashable, Sendable {
  /// Unique among all labs, such as `F01`.
  package var id: String
  /// Raised when an answer that passed before could fail now.
  package var version: Int
  package var title: LocalizedText
  /// What the learner can say after passing, one sentence.
  package var outcome: LocalizedText
  /// Concepts this lab teaches; each is taught by one lab.
  package var teaches: [String]
  /// Ids of labs that come first.
  package var prerequisites: [String]
  /// Id of the lesson it belongs to.
  package var lesson: String?
  package var minutes: Int
  /// Modules the learner's file may import.
  package var imports: [String]
  /// Words the learner's file may not contain as identifiers, with the reason in the brief.
  package var forbidden: [String]?
  package var tasks: [Task]
  package var limits: WorkerLimits
  /// Seeds that never change.
  package var seeds: [UInt64]
  /// How many more are drawn for each grading.
  package var freshSeeds: Int
  /// A model that is built from the learner's recipe before grading.
  package var artefact: ArtefactRequirement?

  package struct Task: Codable, Hashable, Sendable {
    package var id: String
    package var title: LocalizedText
  }
}

/// `hints.yml`: for each task id three hints, the gentlest first.
package typealias LabHints = [String: [LocalizedText]]
