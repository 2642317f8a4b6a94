/// What a model file is and what it costs, by counting rather than timing.
public struct ModelRecord: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<ModelRecord>()

  public var name: String
  /// SHA-256 of the file, 64 lower-case hexadecimal digits.
  public var sha256: String
  /// Bytes of the file on disk.
  public var fileBytes: Int
  /// Stored weight elements, biases included.
  public var parameters: Int
  /// Multiply-accumulates of one inference at batch 1.
  public var macs: Int
  /// Peak bytes of the planned activation arena; nil where no plan was made.
  public var arenaBytes: Int?
  /// How often each operator occurs, by its name.
  public var operators: [String: Int]

  public init(
    name: String, sha256: String, fileBytes: Int, parameters: Int, macs: Int, arenaBytes: Int?,
    operators: [String: Int]
  ) {
    self.name = name
    self.sha256 = sha256
    self.fileBytes = fileBytes
    self.parameters = parameters
    self.macs = macs
    self.arenaBytes = arenaBytes
    self.operators = operators
  }

  /// Nodes in the graph.
  public var operatorCount: Int { operators.values.reduce(0, +) }
}
