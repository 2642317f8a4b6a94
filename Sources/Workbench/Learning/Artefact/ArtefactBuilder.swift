import Charts
import Compression
import Datasets
import Foundation
import Grading
import Graphs
import Hashing
import Manifests
import Reports
import Training

/// Runs a learner's recipe on the base model of a lab.
struct ArtefactBuilder {
  let request: ArtefactRequest
  let budget: ArtefactRequirement.RecipeBudget
  let threads: Int

  /// The recipe, with the line of what does not fit.
  /// - Throws: ``ManifestError``.
  func recipe() throws(ManifestError) -> Recipe { try Manifest.decode(from: request.answer, file: "recipe()") }

  /// - Returns: the record of what was built and the table of its stages.
  func build(
    _ recipe: Recipe, into artefact: LabArtefact, show: (CompressionRun.Event) -> Void
  ) throws -> (record: LabArtefact.Record, table: AblationTable) {
    let base = ModelPath(request.base)
    let original = try base.load()
    let data = try DataSource(request.requirement.data).load(training: budget.training)
    var log: [String] = []
    var table: AblationTable?
    let record = try artefact.replace { draft in
      let stages = draft.folder.appending(path: "stages")
      let result = try CompressionRun(recipe, data: data, threads: threads).run(original, into: stages) { event in
        if let line = Self.line(event) { log.append(line) }
        show(event)
      }
      table = result.table
      let last = result.files[result.files.count - 1]
      try FileAccess.write(try FileAccess.read(last), to: draft.model)
      try? FileManager.default.removeItem(at: stages)
      try FileAccess.write(Data(request.answer.utf8), to: draft.recipe)
      try FileAccess.write(try JSONEncoder().encode(result.table), to: draft.report)
      return LabArtefact.Record(
        lab: request.lab, labVersion: request.labVersion, submissionSHA256: request.submissionSHA256,
        recipeSHA256: SHA256Digest(of: request.answer).hex, baseSHA256: try SHA256Digest(ofFileAt: request.base).hex,
        modelSHA256: try SHA256Digest(ofFileAt: draft.model.path).hex,
        dataSHA256: [data.training, data.calibration, data.evaluation].map(\.identity.hex), seed: recipe.seed,
        threads: threads, toolVersion: Workspace.toolVersion, builtAt: Workspace.now, log: log)
    }
    guard let table else { throw WorkbenchError.interrupted }
    return (record, table)
  }

  /// What the log keeps of an event.
  private static func line(_ event: CompressionRun.Event) -> String? {
    switch event {
    case .stage(let number, let count, let title): "stage \(number)/\(count): \(title.en)"
    case .training(.epoch(let number, of: let count, meanLoss: let loss, score: _)):
      "epoch \(number)/\(count): loss \(Figure.fixed(Double(loss), 4))"
    case .row(let row): "\(row.id): \(row.model.fileBytes) B, \(row.accuracy.correct)/\(row.accuracy.count)"
    case .training, .measuring: nil
    }
  }
}
