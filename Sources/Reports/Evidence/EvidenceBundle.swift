/// Everything a portfolio is rendered from: the full chain, the records that the projects use, the learner's prose.
public struct EvidenceBundle: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<EvidenceBundle>()

  public struct Author: Codable, Sendable, Hashable {
    public var name: LocalizedText
    /// One sentence under the name.
    public var sentence: LocalizedText

    public init(name: LocalizedText, sentence: LocalizedText) {
      self.name = name
      self.sentence = sentence
    }
  }

  /// A record with what stands behind it.
  public struct Item: Codable, Sendable, Hashable {
    /// SHA-256 of the record's canonical JSON, hexadecimal. A link of the chain has the same.
    public var digest: String
    public var level: EvidenceLevel
    public var record: EvidenceRecord

    public init(digest: String, level: EvidenceLevel, record: EvidenceRecord) {
      self.digest = digest
      self.level = level
      self.record = record
    }
  }

  public var author: Author
  public var toolVersion: String
  /// The page's main language; the other becomes the side file.
  public var language: Language
  /// A demonstration shows what a portfolio looks like; it is nobody's evidence and every page says so.
  public var isDemonstration: Bool
  /// Every link from the first, also of records not shown: attempts cannot be left out.
  public var chain: [EvidenceLink]
  public var items: [Item]
  public var projects: [ProjectEvidence]

  public init(
    author: Author, toolVersion: String, language: Language, isDemonstration: Bool, chain: [EvidenceLink],
    items: [Item], projects: [ProjectEvidence]
  ) {
    self.author = author
    self.toolVersion = toolVersion
    self.language = language
    self.isDemonstration = isDemonstration
    self.chain = chain
    self.items = items
    self.projects = projects
  }

  public func item(_ digest: String) -> Item? { items.first { $0.digest == digest } }
}
