/// Something a lab folder must not be, found by ``LabCheck``.
package struct LabFinding: Hashable, Sendable {
  package let lab: String
  /// The file it was found in, relative to the lab's folder; nil for the lab as a whole.
  package let file: String?
  package let problem: Problem

  package enum Problem: Hashable, Sendable {
    case duplicateID
    /// Taught by another lab already.
    case taughtTwice(concept: String, other: String)
    case unknownPrerequisite(String)
    case cyclicPrerequisites([String])
    case missingFile
    case strayFile
    case malformed(String)
    /// Hints of a task are not exactly three, or lack a language.
    case hints(task: String)
    case strayHints(task: String)
    case incompleteText
    case fewMistakes(Int)
    case deadLink(String)
    case solutionMarkers(String)
    /// The first line must be `// check: ID, misconception: ID`.
    case mistakeHeader
    case doesNotBuild(String)
    /// The stub passes every check of this task.
    case stubPasses(task: Int)
    /// A model answer that does not pass: the first check that fails.
    case answerFails(check: String)
    /// A known mistake fails other checks than the one it names.
    case mistakeCaughtBy(expected: String, found: [String])
    case mistakeUnnamed(expected: String, found: String?)
    case noMessage(check: String)
  }

  package init(lab: String, file: String? = nil, _ problem: Problem) {
    self.lab = lab
    self.file = file
    self.problem = problem
  }
}

extension LabFinding: CustomStringConvertible {
  /// One line for an author.
  package var description: String { "\(lab)\(file.map { "/\($0)" } ?? ""): \(problem)" }
}
