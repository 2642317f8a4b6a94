/// One immutable fact with how and where it was obtained. Its canonical JSON is what the evidence chain hashes.
public struct EvidenceRecord: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<EvidenceRecord>()

  public var provenance: Provenance
  public var payload: EvidencePayload

  public init(provenance: Provenance, payload: EvidencePayload) {
    self.provenance = provenance
    self.payload = payload
  }
}

/// What a record states.
public enum EvidencePayload: Codable, Sendable, Hashable {
  case grade(GradeReport)
  case ablation(AblationTable)
  case comparison(Comparison)
  case accuracy(AccuracyRecord)
  case model(ModelRecord)
  case training(TrainingRecord)
  case layerErrors(LayerErrorTable)

  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    case grade, ablation, comparison, accuracy, model, training, layerErrors
  }

  public var kind: Kind {
    switch self {
    case .grade: .grade
    case .ablation: .ablation
    case .comparison: .comparison
    case .accuracy: .accuracy
    case .model: .model
    case .training: .training
    case .layerErrors: .layerErrors
    }
  }
}

/// How and where a record came about.
public struct Provenance: Codable, Sendable, Hashable {
  public var machine: MachineRecord
  public var toolVersion: String
  /// Revision of the code that ran; nil outside a repository.
  public var commit: String?
  /// The command that repeats it, without any path of the learner's machine.
  public var command: String
  /// Settings that change the result, such as `threads=1`.
  public var flags: [String]
  public var recordedAt: Timestamp

  public init(
    machine: MachineRecord, toolVersion: String, commit: String?, command: String, flags: [String],
    recordedAt: Timestamp
  ) {
    self.machine = machine
    self.toolVersion = toolVersion
    self.commit = commit
    self.command = command
    self.flags = flags
    self.recordedAt = recordedAt
  }
}
