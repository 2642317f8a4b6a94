import Foundation
import Grading
import Progress
import Reports

/// The portfolio project of a lab whose model kept its budget.
struct ArtefactProject {
  let lab: Lab
  let home: Home

  /// Begins `project.yml` with the record of the model that has just passed, not of an earlier try.
  /// - Returns: the file, or nil when the project has one already or the model's record is not in the evidence.
  func begin(in store: ProgressStore) throws -> URL? {
    guard lab.manifest.artefact != nil,
      let model = LabArtefact(folder: home.artefact(of: lab.id)).record?.modelSHA256
    else { return nil }
    for (link, record) in try store.records(.ablation).reversed() {
      guard case .ablation(let table) = record.payload, table.rows.last?.model.sha256 == model else { continue }
      return try ProjectDraft(
        slug: lab.slug, table: table, digest: link.content, command: BuildArtefact.command(lab.id)
      ).writeIfMissing(in: home)
    }
    return nil
  }
}
