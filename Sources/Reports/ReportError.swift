/// Why a report could not be made or read.
public enum ReportError: Error, Hashable, Sendable {
  /// The file was written by a newer (or impossible) version.
  case unknownSchemaVersion(report: String, found: Int, newest: Int)
  /// The two arms of a comparison differ in length; they must be pairs.
  case unpairedSamples(baseline: Int, candidate: Int)
  /// A comparison needs at least this many placements to have an interval at all.
  case tooFewPlacements(found: Int, needed: Int)
  /// A duration of zero or less, or fewer than one repetition, thread or item in a batch.
  case impossibleSamples(field: String, value: Int64)
  /// The two arms ran under different settings, so a ratio of them means nothing.
  case differentConditions(field: String, baseline: Int, candidate: Int)
  /// `correct` is outside `0...count`, or nothing was evaluated.
  case impossibleAccuracy(correct: Int, count: Int)
  /// An ablation table has no row, its first row carries a comparison, or a later row carries none.
  case brokenAblation(row: Int)
}
