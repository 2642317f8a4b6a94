/// What a machine can do at best, measured: the ceilings that a step of a model cannot break through.
public struct MachineCeilings: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<MachineCeilings>()

  public var machine: MachineRecord
  public var recordedAt: Timestamp
  /// Bytes of the data caches that one core sees, the nearest first; a level that the system hides is not there.
  public var cacheBytes: [MemoryLevel: Int]
  public var figures: [Ceiling]

  public init(machine: MachineRecord, recordedAt: Timestamp, cacheBytes: [MemoryLevel: Int], figures: [Ceiling]) {
    self.machine = machine
    self.recordedAt = recordedAt
    self.cacheBytes = cacheBytes
    self.figures = figures
  }

  /// The nearest level that holds so many bytes.
  public func level(holding bytes: Int) -> MemoryLevel {
    MemoryLevel.allCases.first { bytes <= cacheBytes[$0] ?? 0 } ?? .memory
  }

  /// Operations a nanosecond (GFLOP/s, or GOP/s of codes) on so many threads; nil where it was not measured.
  /// - Parameter kernel: name of the probe: the instructions in use.
  public func peak(_ kind: Ceiling.Kind, kernel: String, threads: Int) -> Double? {
    rate(threads: threads) { $0.kind == kind && $0.kernel == kernel }
  }

  /// Bytes a nanosecond (GB/s) read from a level by so many threads.
  public func bandwidth(_ level: MemoryLevel, threads: Int) -> Double? {
    rate(threads: threads) { $0.kind == .reading && $0.level == level }
  }

  /// The least time for each byte of so many that are read again and again, nanoseconds: as many as fit come from the
  /// nearest cache, the next from the one behind it, the rest from main memory. Nil where that was not measured.
  public func nanosecondsPerByte(of bytes: Int, threads: Int) -> Double? {
    guard let memory = bandwidth(.memory, threads: threads), bytes > 0 else { return bytes > 0 ? nil : 0 }
    var (nearer, time) = (0, 0.0)
    for level in MemoryLevel.allCases {
      guard let capacity = cacheBytes[level], let rate = bandwidth(level, threads: threads) else { continue }
      let held = max(0, min(bytes, capacity) - nearer)
      nearer += held
      time += Double(held) / rate
    }
    return (time + Double(bytes - nearer) / memory) / Double(bytes)
  }

  /// Between one thread and all of them, the smaller of what the threads could do each alone and what all can together.
  private func rate(threads: Int, of matches: (Ceiling) -> Bool) -> Double? {
    let found = figures.filter(matches)
    if let exact = found.first(where: { $0.threads == threads }) { return exact.rate.estimate }
    guard let one = found.first(where: { $0.threads == 1 }) else { return nil }
    let most = found.map(\.rate.estimate).max() ?? one.rate.estimate
    return min(one.rate.estimate * Double(threads), most)
  }
}

/// Where bytes come from.
public enum MemoryLevel: String, Codable, Sendable, Hashable, CaseIterable, CodingKeyRepresentable {
  case l1, l2, l3, memory
}

/// One figure of ``MachineCeilings`` with its samples.
public struct Ceiling: Codable, Sendable, Hashable {
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    /// Operations of float32 in registers; a multiply-add is two.
    case multiplyAdd
    /// Operations on 8-bit codes in registers; a product that is added is two.
    case dotProduct
    /// Bytes read.
    case reading
    /// Pieces of work shared among the threads of a pool.
    case dispatch
  }

  public let kind: Kind
  /// The probe that ran, such as `avx512_16`; empty for ``Kind/dispatch``.
  public let kernel: String
  /// For ``Kind/reading``.
  public let level: MemoryLevel?
  /// Bytes that each thread goes through again and again, for ``Kind/reading``.
  public let workingSetBytes: Int?
  public let threads: Int
  /// Operations, bytes or dispatches of one sample, all threads together.
  public let workPerSample: Double
  public let nanoseconds: [Int64]
  /// Samples of each round; other figures were taken between the rounds.
  public let rounds: [Int]
  /// Work a nanosecond: the median over the samples, with its 95 % interval from a bootstrap over rounds.
  public let rate: Interval

  /// - Throws: ``ReportError/impossibleSamples(field:value:)`` when the samples do not make at least six rounds.
  public init(
    kind: Kind, kernel: String, level: MemoryLevel? = nil, workingSetBytes: Int? = nil, threads: Int,
    workPerSample: Double, nanoseconds: [Int64], rounds: [Int]
  ) throws(ReportError) {
    if let impossible = nanoseconds.first(where: { $0 <= 0 }) {
      throw .impossibleSamples(field: "nanoseconds", value: impossible)
    }
    let rates = nanoseconds.map { workPerSample / Double($0) }
    guard let rate = MedianBootstrap.interval(of: rates, groups: rounds, resamples: 1_000, seed: 1) else {
      throw .impossibleSamples(field: "rounds", value: Int64(rounds.count))
    }
    self.kind = kind
    self.kernel = kernel
    self.level = level
    self.workingSetBytes = workingSetBytes
    self.threads = threads
    self.workPerSample = workPerSample
    self.nanoseconds = nanoseconds
    self.rounds = rounds
    self.rate = rate
  }

  /// The median time of one piece of work, nanoseconds.
  public var nanosecondsPerPiece: Double { rate.estimate > 0 ? 1 / rate.estimate : 0 }
}

extension MachineRecord {
  /// Whether figures of the other record hold here: everything but load, noise and what was used to build us.
  public func isSameMachine(as other: MachineRecord) -> Bool {
    var (one, two) = (self, other)
    (one.loadAverage, one.noiseFloor) = (two.loadAverage, two.noiseFloor)
    (one.toolchain, two.toolchain) = ("", "")
    return one == two
  }
}
