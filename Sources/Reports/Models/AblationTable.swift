/// What each stage of a compression recipe gained and cost, every row against the first.
public struct AblationTable: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<AblationTable>()

  public struct Row: Codable, Sendable, Hashable {
    /// Stable name for reference from prose and commands, such as `int8`.
    public let id: String
    public let stage: LocalizedText
    public let model: ModelRecord
    public let accuracy: AccuracyRecord
    /// Against the first row, baseline arm = first row. Nil exactly in the first row.
    public let comparison: Comparison?

    public init(
      id: String, stage: LocalizedText, model: ModelRecord, accuracy: AccuracyRecord, comparison: Comparison?
    ) {
      self.id = id
      self.stage = stage
      self.model = model
      self.accuracy = accuracy
      self.comparison = comparison
    }
  }

  public let rows: [Row]

  /// - Throws: ``ReportError/brokenAblation(row:)`` unless there are rows with different ids, the first without a
  ///   comparison and every other with one.
  public init(rows: [Row]) throws(ReportError) {
    guard !rows.isEmpty else { throw .brokenAblation(row: 0) }
    var ids: Set<String> = []
    for (index, row) in rows.enumerated() {
      guard (row.comparison == nil) == (index == 0), ids.insert(row.id).inserted else {
        throw .brokenAblation(row: index)
      }
    }
    self.rows = rows
  }

  /// The samples behind a row's latency. For the first row these are the baseline arm of the last comparison; nil
  /// when nothing was compared.
  public func latency(ofRow index: Int) -> LatencySamples? {
    guard rows.indices.contains(index) else { return nil }
    return index == 0 ? rows.last?.comparison?.baseline : rows[index].comparison?.candidate
  }

  private enum CodingKeys: String, CodingKey { case schemaVersion, rows }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(rows: container.decode([Row].self, forKey: .rows))
    schemaVersion = try container.decode(SchemaVersion<AblationTable>.self, forKey: .schemaVersion)
  }
}
