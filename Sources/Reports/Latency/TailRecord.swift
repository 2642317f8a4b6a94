/// Very many runs of one model, each timed alone, with what the system did to the thread meanwhile.
public struct TailRecord: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<TailRecord>()

  /// File name of the model.
  public var model: String
  /// SHA-256 of the file, 64 lower-case hexadecimal digits.
  public var sha256: String
  public var samples: LatencySamples
  /// Runs in which the system counted something, in their order.
  public var events: [TailEvent]
  /// Processor time that the hypervisor gave to others while it was measured, of all cores, nanoseconds; nil where it does
  /// not say.
  public var stolenNanoseconds: Int64?
  public var provenance: Provenance

  public init(
    model: String, sha256: String, samples: LatencySamples, events: [TailEvent], stolenNanoseconds: Int64?,
    provenance: Provenance
  ) {
    self.model = model
    self.sha256 = sha256
    self.samples = samples
    self.events = events
    self.stolenNanoseconds = stolenNanoseconds
    self.provenance = provenance
  }

  public var slowest: Double { samples.perRun.max() ?? 0 }

  /// A run is an outlier from this multiple of the median on.
  public static let outlierMultiple = 2.0

  /// Runs that are outliers, each with its likely cause, in their order.
  public var outliers: [(run: Int, nanoseconds: Double, cause: TailCause)] {
    let limit = samples.median * Self.outlierMultiple
    let causes = Dictionary(events.map { ($0.run, $0.cause) }) { first, _ in first }
    return samples.perRun.enumerated().filter { $1 >= limit }.map { ($0, $1, causes[$0] ?? .unseen) }
  }
}

/// What the system counted during one run, for the thread that ran it.
public struct TailEvent: Codable, Sendable, Hashable {
  public var run: Int
  /// Times the scheduler gave the core to another thread.
  public var involuntarySwitches: Int
  /// Times the thread itself waited.
  public var voluntarySwitches: Int
  /// Pages that were mapped without, and with, reading a disk.
  public var minorFaults: Int
  public var majorFaults: Int

  public init(run: Int, involuntarySwitches: Int, voluntarySwitches: Int, minorFaults: Int, majorFaults: Int) {
    self.run = run
    self.involuntarySwitches = involuntarySwitches
    self.voluntarySwitches = voluntarySwitches
    self.minorFaults = minorFaults
    self.majorFaults = majorFaults
  }

  /// The one that costs most.
  public var cause: TailCause {
    if involuntarySwitches > 0 { return .descheduled }
    if majorFaults + minorFaults > 0 { return .pageFault }
    return voluntarySwitches > 0 ? .waited : .unseen
  }
}

/// Why a run was slow.
public enum TailCause: String, Codable, Sendable, Hashable, CaseIterable {
  /// Another thread got the core.
  case descheduled
  case pageFault
  /// The thread waited for something, such as another thread.
  case waited
  /// Nothing that the system counts for a thread: an interrupt, the hypervisor, a slower clock, caches that others use.
  case unseen
}
