/// A value whose JSON form states the version of its own shape.
public protocol VersionedReport: Codable, Sendable, Hashable {
  /// The newest shape this build reads and the one it writes. Starts at 1.
  static var currentSchemaVersion: Int { get }
}

/// The version field of a report. Decoding refuses a version newer than this build knows, so that an old tool
/// never shows a new file with parts missing.
public struct SchemaVersion<Report: VersionedReport>: Codable, Sendable, Hashable {
  public let value: Int

  /// The current version of `Report`.
  public init() { value = Report.currentSchemaVersion }

  public init(from decoder: any Decoder) throws {
    value = try decoder.singleValueContainer().decode(Int.self)
    guard value >= 1, value <= Report.currentSchemaVersion else {
      throw ReportError.unknownSchemaVersion(
        report: String(describing: Report.self), found: value, newest: Report.currentSchemaVersion)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
