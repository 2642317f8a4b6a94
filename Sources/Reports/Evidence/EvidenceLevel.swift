/// What stands behind a published number, and therefore what it may be called.
public enum EvidenceLevel: Int, Codable, Sendable, Hashable, Comparable, CaseIterable {
  /// In the hash chain: unchanged within this bundle. Says nothing about who made it.
  case recorded = 0
  /// Signed by its author: unchanged since publishing.
  case signed = 1
  /// Anyone can compute it again exactly: bytes, parameters, MACs, accuracy on a hashed set.
  case recomputed = 2
  /// A public workflow ran it and attested the result.
  case rerun = 3
  /// Ran in front of a witness who chose a nonce.
  case witnessed = 4

  public static func < (left: EvidenceLevel, right: EvidenceLevel) -> Bool { left.rawValue < right.rawValue }
}
