extension GradeReport {
  /// Where the inputs came from. Fixed seeds are public and part of the lab; fresh ones are drawn after the
  /// submission has been hashed.
  public struct Seeds: Codable, Sendable, Hashable {
    public var fixed: [UInt64]
    public var fresh: [UInt64]

    public init(fixed: [UInt64], fresh: [UInt64]) {
      self.fixed = fixed
      self.fresh = fresh
    }
  }

  /// How well the learner's program was separated from the machine.
  public enum IsolationTier: String, Codable, Sendable, Hashable {
    /// Namespaces: no network, private file system.
    case a
    /// System-call filter and resource limits.
    case b
    /// Resource limits, own session, empty environment and scratch copy; the network is not blocked.
    case c
  }

  /// How long a part of grading took, by the monotonic clock.
  public struct PhaseDuration: Codable, Sendable, Hashable {
    /// `build`, `judge`, `worker`, …
    public var phase: String
    public var nanoseconds: Int64

    public init(phase: String, nanoseconds: Int64) {
      self.phase = phase
      self.nanoseconds = nanoseconds
    }
  }

  /// A figure that grading produced, computed by the judge from returned bytes.
  public struct Measurement: Codable, Sendable, Hashable {
    /// Stable within a lab version, such as `sqnr.bf16`.
    public var id: String
    public var name: LocalizedText
    public var value: Double
    /// SI or plain unit: `dB`, `B`, `%`, `ns`, `` for a ratio.
    public var unit: String
    /// Samples or examples behind the value.
    public var count: Int
    /// For timings: the samples themselves.
    public var comparison: Comparison?

    public init(
      id: String, name: LocalizedText, value: Double, unit: String, count: Int, comparison: Comparison? = nil
    ) {
      self.id = id
      self.name = name
      self.value = value
      self.unit = unit
      self.count = count
      self.comparison = comparison
    }
  }
}
