/// How much of each layer's output survives compression, against the uncompressed model on the same inputs.
public struct LayerErrorTable: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<LayerErrorTable>()

  public struct Row: Codable, Sendable, Hashable {
    public let layer: String
    /// Signal-to-quantization-noise ratio in dB: 10·log₁₀(Σ x² ÷ Σ (x − x̂)²).
    public let sqnr: Double

    public init(layer: String, sqnr: Double) {
      self.layer = layer
      self.sqnr = sqnr
    }
  }

  /// SHA-256 of the two model files.
  public var referenceSHA256: String
  public var candidateSHA256: String
  /// Inputs averaged over.
  public var inputs: Int
  /// In execution order.
  public var rows: [Row]

  public init(referenceSHA256: String, candidateSHA256: String, inputs: Int, rows: [Row]) {
    self.referenceSHA256 = referenceSHA256
    self.candidateSHA256 = candidateSHA256
    self.inputs = inputs
    self.rows = rows
  }
}
