/// One link of the evidence chain: it names the content by its SHA-256 and the link before it, so a removed,
/// re-ordered or edited record breaks every link after it.
public struct EvidenceLink: Codable, Sendable, Hashable {
  /// From 1, without gaps.
  public let sequence: Int
  public let kind: EvidencePayload.Kind
  public let recordedAt: Timestamp
  /// SHA-256 of the record's canonical JSON, hexadecimal.
  public let content: String
  /// ``hash`` of the previous link; ``origin`` for the first.
  public let previous: String
  /// SHA-256 of ``preimage``, hexadecimal.
  public let hash: String

  /// What the first link points to.
  public static let origin = String(repeating: "0", count: 64)

  public init(
    sequence: Int, kind: EvidencePayload.Kind, recordedAt: Timestamp, content: String, previous: String, hash: String
  ) {
    self.sequence = sequence
    self.kind = kind
    self.recordedAt = recordedAt
    self.content = content
    self.previous = previous
    self.hash = hash
  }

  /// The text whose SHA-256 is ``hash``.
  public var preimage: String {
    Self.preimage(sequence: sequence, kind: kind, recordedAt: recordedAt, content: content, previous: previous)
  }

  /// Lines joined by a line feed; no field can contain one.
  public static func preimage(
    sequence: Int, kind: EvidencePayload.Kind, recordedAt: Timestamp, content: String, previous: String
  ) -> String {
    """
    keiryo-evidence-1
    \(sequence)
    \(kind.rawValue)
    \(recordedAt.secondsSince1970)
    \(content)
    \(previous)
    """
  }
}
