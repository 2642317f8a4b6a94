import Foundation
import Grading
import Reports

/// One lab of every stage with its model answer, and first one deliberate mistake that is caught.
struct LabTour {
  let workspace: Workspace
  let number: Int
  let of: Int

  /// The mistake shown: taking the upper bits instead of rounding, which everyone does once.
  private static let shownMistake = "HalfTruncation.swift"

  struct Grade: Encodable, Sendable {
    let lab: String
    let status: GradeReport.Status
    let nanoseconds: Int64
  }

  func run() throws -> [Grade] {
    var seen: Set<String> = []
    let labs = try workspace.requireCheckout().labs().labs.filter { seen.insert($0.stage).inserted }
    var grades: [Grade] = []
    for (index, lab) in labs.enumerated() {
      if index == 0 { try showMistake(lab) }
      let title = LocalizedText(
        ja: "ラボ \(lab.id) を解答例で採点", en: "lab \(lab.id), model answer")
      if case .recipe = lab.manifest.artefact?.from { try build(lab) }
      let view = try grade(lab, file: lab.path(.solution), title: title)
      grades.append(
        Grade(
          lab: lab.id, status: view.report.status,
          nanoseconds: view.report.durations.filter { $0.phase != "worker" }.reduce(0) { $0 + $1.nanoseconds }))
    }
    return grades
  }

  private func showMistake(_ lab: Lab) throws {
    let folder = lab.folder + "/" + Lab.mistakesFolder
    let names = FolderListing.files(in: folder)
    guard let name = names.first(where: { $0 == Self.shownMistake }) ?? names.first else { return }
    let title = LocalizedText(ja: "ラボ \(lab.id) をわざと間違える", en: "lab \(lab.id), a mistake")
    let view = try grade(lab, file: folder + "/" + name, title: title)
    workspace.report(
      .said(
        LocalizedText(
          ja: view.failure(in: .ja, width: 84).joined(separator: "\n"),
          en: view.failure(in: .en, width: 84).joined(separator: "\n"))))
  }

  /// The long work of a lab that asks for a built model, from its model answer.
  private func build(_ lab: Lab) throws {
    let file = workspace.home.solution(of: lab.id)
    try workspace.home.make(file.deletingLastPathComponent())
    try FileAccess.read(URL(filePath: lab.path(.solution))).write(to: file)
    _ = try BuildArtefact(lab.id, in: workspace).run()
  }

  private func grade(_ lab: Lab, file: String, title: LocalizedText) throws -> GradeView {
    workspace.report(.began(title: title, number: number, of: of))
    let bytes = [UInt8](try FileAccess.read(URL(filePath: file)))
    let view = try GradeLab(lab.id, in: workspace).run(submission: bytes, keeps: true)
    workspace.report(.ended(figures: view.summary))
    return view
  }
}
