/// What does not add up in a bundle.
package enum BundleFault: Codable, Sendable, Hashable {
  /// The file is not what `BundleFile.encode` writes: damaged, reformatted, or with something added.
  case notCanonical
  /// The digest at the top is not that of the bundle.
  case digest
  /// Not a bundle at all, or of a newer version.
  case unreadable(reason: String)
  /// A sequence number is missing or repeated.
  case gap(sequence: Int)
  /// A link does not point to the one before it.
  case previous(sequence: Int)
  /// A link's hash is not that of its fields.
  case link(sequence: Int)
  /// A record does not have its digest.
  case content(digest: String)
  /// No link of the chain speaks of this record, or one of another kind or time does.
  case unchained(digest: String)
  /// A ratio, interval or warning is not what the raw samples give.
  case statistics(digest: String, place: String)
  /// A record occurs twice.
  case duplicate(digest: String)
}
