import Reports

/// The records a project refers to, looked up and of the right kind.
struct ProjectFacts {
  let digest: String
  let level: EvidenceLevel
  let provenance: Provenance
  let table: AblationTable
  let training: [TrainingRecord]
  let layerErrors: [LayerErrorTable]

  init(_ project: ProjectEvidence, in bundle: EvidenceBundle) throws(PortfolioError) {
    guard let item = bundle.item(project.ablation) else {
      throw .missingRecord(project: project.slug, digest: project.ablation)
    }
    guard case .ablation(let table) = item.record.payload else {
      throw .wrongRecord(
        project: project.slug, digest: project.ablation, found: item.record.payload.kind.rawValue)
    }
    guard item.record.provenance.machine.build == .release else { throw .debugBuild(project: project.slug) }
    var training: [TrainingRecord] = []
    var layerErrors: [LayerErrorTable] = []
    for attachment in project.attachments {
      guard let record = bundle.item(attachment)?.record else {
        throw .missingRecord(project: project.slug, digest: attachment)
      }
      switch record.payload {
      case .training(let run): training.append(run)
      case .layerErrors(let table): layerErrors.append(table)
      default:
        throw .wrongRecord(project: project.slug, digest: attachment, found: record.payload.kind.rawValue)
      }
    }
    digest = item.digest
    level = item.level
    provenance = item.record.provenance
    self.table = table
    self.training = training
    self.layerErrors = layerErrors
  }
}
