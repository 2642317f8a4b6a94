import Compression
import Foundation
package import Grading
import Progress
package import Reports

/// Asks the learner's file for its recipe and builds it: the long work that is done before grading.
package struct BuildArtefact {
  private let workspace: Workspace
  package let lab: Lab
  private let requirement: ArtefactRequirement
  private let budget: ArtefactRequirement.RecipeBudget

  /// - Throws: ``WorkbenchError/unknownLab(_:known:)``, and ``WorkbenchError/noArtefact(lab:)`` for a lab without a
  ///   model that is built before grading.
  package init(_ name: String, in workspace: Workspace) throws {
    self.workspace = workspace
    lab = try workspace.requireCheckout().lab(name)
    guard let requirement = lab.manifest.artefact, case .recipe(let budget) = requirement.from else {
      throw WorkbenchError.noArtefact(lab: lab.id)
    }
    (self.requirement, self.budget) = (requirement, budget)
  }

  /// Repeats the work.
  static func command(_ lab: String) -> String { "keiryo lab build \(lab)" }

  /// Two threads where a core stays free: a pool that shares its cores with other work waits more than it computes.
  private static var usualThreads: Int { min(2, max(1, ProcessInfo.processInfo.activeProcessorCount - 1)) }

  /// - Parameter threads: for training; nil chooses by the machine.
  /// - Throws: ``WorkbenchError/outOfRange(option:allowed:found:)``, ``ManifestError`` with the line of a wrong recipe,
  ///   and what the stages themselves throw.
  package func run(threads chosen: Int? = nil) throws -> ArtefactView {
    let threads = chosen ?? Self.usualThreads
    guard (1...64).contains(threads) else {
      throw WorkbenchError.outOfRange(option: "--threads", allowed: "1…64", found: "\(threads)")
    }
    let file = workspace.home.solution(of: lab.id)
    guard FileManager.default.fileExists(atPath: file.path) else { throw WorkbenchError.notStarted(lab: lab.id) }
    let bytes = [UInt8](try FileAccess.read(file, limit: 64 << 20))
    let grader = Grader(
      toolchain: try workspace.requireCheckout().toolchain(), cacheDirectory: workspace.home.cache.path)
    try workspace.home.make(workspace.home.cache)
    let answer = try grader.recipe(
      of: lab, submission: bytes, at: Workspace.now, isCancelled: { Interruption.isRequested })
    guard let text = answer.text else {
      return .refused(GradeView(lab: lab, report: answer.report, task: nil, file: file.path, isRecorded: false))
    }
    let request = ArtefactRequest(
      lab: lab, requirement: requirement, answer: text, submissionSHA256: answer.report.submissionSHA256, seed: 0)
    let builder = ArtefactBuilder(request: request, budget: budget, threads: threads)
    let recipe = try builder.recipe()
    let store = try workspace.home.openStore()
    let artefact = LabArtefact(folder: workspace.home.artefact(of: lab.id))
    var display = CompressionDisplay(stages: recipe.stages.count, report: workspace.report)
    let built = try builder.build(recipe, into: artefact) { display.show($0) }
    display.finish()

    let record = EvidenceRecord(
      provenance: workspace.provenance(
        command: Self.command(lab.id),
        flags: [
          "threads=\(recipe.measurement.threads)", "training-threads=\(threads)", "seed=\(recipe.seed)",
        ]),
      payload: .ablation(built.table))
    let link = try store.append(record, artefacts: try CompressionFiles.artefacts([artefact.model]))
    return .built(lab: lab.id, folder: artefact.folder.path, table: built.table, evidence: link.content)
  }
}

/// What became of a recipe.
package enum ArtefactView: Answer {
  case built(lab: String, folder: String, table: AblationTable, evidence: String)
  /// The file gave no recipe; the report says why.
  case refused(GradeView)

  package var status: ExitStatus {
    switch self {
    case .built: .success
    case .refused: .failed
    }
  }

  private enum CodingKeys: String, CodingKey { case lab, folder, table, evidence }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .refused(let view): try view.encode(to: encoder)
    case .built(let lab, let folder, let table, let evidence):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(lab, forKey: .lab)
      try container.encode(folder, forKey: .folder)
      try container.encode(table, forKey: .table)
      try container.encode(evidence, forKey: .evidence)
    }
  }

  package func text(in language: Language, width: Int) -> String {
    switch self {
    case .refused(let view): return view.text(in: language, width: width)
    case .built(let lab, let folder, let table, _):
      let next = language == .ja ? "次は採点です：keiryo grade \(lab)" : "Next, have it graded: keiryo grade \(lab)"
      let lines = [""] + AblationView(table).lines(in: language) + ["", "  " + folder + "/", "  " + next]
      return lines.joined(separator: "\n")
    }
  }
}
