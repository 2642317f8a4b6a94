package import Foundation
package import Grading
import Progress
import Reports

/// Grades the learner's file of one lab and keeps the result.
package struct GradeLab {
  private let workspace: Workspace
  package let lab: Lab

  /// - Throws: ``WorkbenchError/unknownLab(_:known:)``.
  package init(_ name: String, in workspace: Workspace) throws {
    self.workspace = workspace
    lab = try workspace.requireCheckout().lab(name)
  }

  package var file: URL { workspace.home.solution(of: lab.id) }

  /// - Parameters:
  ///   - task: shows one task only, from 1. Everything is graded all the same.
  ///   - seed: repeats a report with this seed in place of fresh ones; such a run is not kept.
  ///   - isCancelled: asked about a hundred times a second.
  package func run(
    task: Int? = nil, seed: UInt64? = nil, isCancelled: () -> Bool = { Interruption.isRequested }
  ) throws -> GradeView {
    if let task, !(1...max(1, lab.manifest.tasks.count)).contains(task) {
      throw WorkbenchError.unknownTask(lab: lab.id, task: task, tasks: lab.manifest.tasks.count)
    }
    guard FileManager.default.fileExists(atPath: file.path) else { throw WorkbenchError.notStarted(lab: lab.id) }
    let bytes = [UInt8](try FileAccess.read(file, limit: 64 << 20))
    return try run(submission: bytes, task: task, seed: seed, keeps: seed == nil, isCancelled: isCancelled)
  }

  /// As ``run(task:seed:isCancelled:)``, with a line on the screen while it works.
  package func runReporting(task: Int?, seed: UInt64?) throws -> GradeView {
    let title = LocalizedText(ja: "ラボ \(lab.id) を採点", en: "grading lab \(lab.id)")
    workspace.report(.began(title: title, number: nil, of: nil))
    defer { workspace.report(.vanished) }
    return try run(task: task, seed: seed)
  }

  /// Grades these bytes in place of the learner's file.
  package func run(
    submission: [UInt8], task: Int? = nil, seed: UInt64? = nil, keeps: Bool,
    isCancelled: () -> Bool = { Interruption.isRequested }
  ) throws -> GradeView {
    let toolchain = try workspace.requireCheckout().toolchain()
    try workspace.home.make(workspace.home.cache)
    let examiner = ArtefactExamination(.built(workspace.home.artefact(of: lab.id)))
    let grader = Grader(toolchain: toolchain, cacheDirectory: workspace.home.cache.path, examiner: examiner)
    let report = try grader.grade(
      lab, submission: submission, seeds: seed.map { [$0] }, at: Workspace.now, isCancelled: isCancelled)
    // A file that was not run gives no evidence of anything, and a fault of the grader is not the learner's.
    let isKept = keeps && report.status != .error
    var project: URL?
    if isKept {
      let store = try workspace.home.openStore()
      let last = try store.attempts(lab: lab.id).last
      // The same bytes with the same outcome again say nothing new: saving without a change, or watching again.
      if last?.submissionSHA256 != report.submissionSHA256 || last?.status != report.status {
        let provenance = workspace.provenance(command: "keiryo grade \(lab.id)")
        try store.append(EvidenceRecord(provenance: provenance, payload: .grade(report)))
      }
      // A project is begun with a figure in hand: not when the speed could not be judged.
      if report.status == .pass, report.tests.allSatisfy({ $0.message == nil }) {
        project = try ArtefactProject(lab: lab, home: workspace.home).begin(in: store)
      }
    }
    return GradeView(
      lab: lab, report: report, task: task, file: file.path, isRecorded: isKept, project: project?.path)
  }
}
