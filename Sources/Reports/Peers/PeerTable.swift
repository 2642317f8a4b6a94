/// One model in our runtime and in the engines of others: same inputs, same threads, in turns within one run.
public struct PeerTable: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<PeerTable>()

  /// File name of the model that our runtime ran.
  public var model: String
  /// SHA-256 of that file, 64 lower-case hexadecimal digits.
  public var sha256: String
  public var fileBytes: Int
  /// Threads that each engine may use.
  public var threads: Int
  /// In the order asked for.
  public var rows: [PeerRow]
  public var provenance: Provenance

  public init(
    model: String, sha256: String, fileBytes: Int, threads: Int, rows: [PeerRow], provenance: Provenance
  ) {
    self.model = model
    self.sha256 = sha256
    self.fileBytes = fileBytes
    self.threads = threads
    self.rows = rows
    self.provenance = provenance
  }

  /// Samples of our runtime; nil when no peer was timed.
  public var own: LatencySamples? { rows.compactMap(\.comparison).first?.candidate }

  /// Rows with a figure, the fastest peer first.
  public var ranked: [PeerRow] {
    rows.filter { $0.comparison != nil }.sorted { ($0.ratio?.estimate ?? 0) < ($1.ratio?.estimate ?? 0) }
  }
}

/// One peer of a ``PeerTable``.
public struct PeerRow: Codable, Sendable, Hashable {
  /// As on the command line: `onnxruntime`.
  public var engine: String
  /// `ONNX Runtime`.
  public var title: String
  /// Nil when it could not load the model.
  public var version: String?
  /// Of its float arithmetic, by its own word.
  public var precision: String?
  /// Name of the file it ran; nil when there was none for it.
  public var file: String?
  public var sha256: String?
  public var weights: WeightIdentity?
  /// max |its output − ours| ÷ range of ours; nil when there was none to compare.
  public var difference: Double?
  /// The largest ``difference`` that counts as the same model.
  public var allowedDifference: Double
  /// Nanoseconds of its first session's making, from file to ready.
  public var loadNanoseconds: Int64?
  /// ratio = its time ÷ ours, above 1: ours is faster. Nil when it was not timed.
  public var comparison: Comparison?
  /// Why there is no comparison; nil when there is one.
  public var obstacle: LocalizedText?

  public init(engine: String, title: String, allowedDifference: Double) {
    self.engine = engine
    self.title = title
    self.allowedDifference = allowedDifference
  }

  public var ratio: Interval? { comparison?.ratio }
}

/// What is known about the weights in a peer's file.
public enum WeightIdentity: String, Codable, Sendable, Hashable {
  /// It ran the very file that ours ran.
  case sameFile
  /// Another format with every float of ours in it, in another order.
  case sameValues
  /// The same topology with weights of its own: its outputs are no comparison.
  case other
  case notKnown
}
