/// Raw durations of one arm of a measurement. Every printed latency is computed from these.
public struct LatencySamples: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<LatencySamples>()

  /// Wall time of each sample by a monotonic clock, in nanoseconds, in the order taken. A sample is `repetitions`
  /// runs back to back.
  public let nanoseconds: [Int64]
  /// Runs inside one sample, at least 1, so that a sample is long against the clock's resolution.
  public let repetitions: Int
  /// Runs made and discarded to warm up, before the first sample of every placement.
  public let warmUp: Int
  /// Threads a run may use.
  public let threads: Int
  /// Items per run.
  public let batch: Int

  public init(
    nanoseconds: [Int64], repetitions: Int, warmUp: Int, threads: Int, batch: Int
  ) throws(ReportError) {
    if let impossible = nanoseconds.first(where: { $0 <= 0 }) {
      throw .impossibleSamples(field: "nanoseconds", value: impossible)
    }
    for (field, value) in [("repetitions", repetitions), ("threads", threads), ("batch", batch)] where value < 1 {
      throw .impossibleSamples(field: field, value: Int64(value))
    }
    guard warmUp >= 0 else { throw .impossibleSamples(field: "warmUp", value: Int64(warmUp)) }
    guard !nanoseconds.isEmpty else { throw .impossibleSamples(field: "nanoseconds", value: 0) }
    self.nanoseconds = nanoseconds
    self.repetitions = repetitions
    self.warmUp = warmUp
    self.threads = threads
    self.batch = batch
  }

  /// Samples taken (n).
  public var count: Int { nanoseconds.count }

  /// Nanoseconds per run, one for each sample.
  public var perRun: [Double] { nanoseconds.map { Double($0) / Double(repetitions) } }

  private enum CodingKeys: String, CodingKey {
    case schemaVersion, nanoseconds, repetitions, warmUp, threads, batch
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      nanoseconds: container.decode([Int64].self, forKey: .nanoseconds),
      repetitions: container.decode(Int.self, forKey: .repetitions),
      warmUp: container.decode(Int.self, forKey: .warmUp), threads: container.decode(Int.self, forKey: .threads),
      batch: container.decode(Int.self, forKey: .batch))
    schemaVersion = try container.decode(SchemaVersion<LatencySamples>.self, forKey: .schemaVersion)
  }
}
