/// Where the time of one inference goes, step by step, against what the machine can do.
public struct ModelProfile: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<ModelProfile>()

  /// File name of the model.
  public var model: String
  /// SHA-256 of the file, 64 lower-case hexadecimal digits.
  public var sha256: String
  public var fileBytes: Int
  public var threads: Int
  /// Bytes that one run goes through: arena and packed weights.
  public var footprintBytes: Int
  public var arenaBytes: Int
  /// In the order in which they run.
  public var steps: [ProfiledStep]
  /// Whole runs without a look at the clock in between, in turns with the timed ones.
  public var whole: LatencySamples
  /// Most memory that the process held before the model was read, and in the end, bytes; nil where unreadable.
  public var memory: ProcessMemory?
  /// Nanoseconds from the file to a session that is ready to run, each time anew; nil in older records.
  public var openings: [Double]?
  public var ceilings: MachineCeilings
  /// Names of the probes for the instructions in use.
  public var probes: ProbeNames
  public var provenance: Provenance

  public init(
    model: String, sha256: String, fileBytes: Int, threads: Int, footprintBytes: Int, arenaBytes: Int,
    steps: [ProfiledStep], whole: LatencySamples, memory: ProcessMemory?, openings: [Double]?,
    ceilings: MachineCeilings, probes: ProbeNames, provenance: Provenance
  ) {
    self.model = model
    self.sha256 = sha256
    self.fileBytes = fileBytes
    self.threads = threads
    self.footprintBytes = footprintBytes
    self.arenaBytes = arenaBytes
    self.steps = steps
    self.whole = whole
    self.memory = memory
    self.openings = openings
    self.ceilings = ceilings
    self.probes = probes
    self.provenance = provenance
  }

  /// Sum of all steps in each timed run, nanoseconds.
  public var stepSums: [Double] {
    let runs = steps.map(\.nanoseconds.count).min() ?? 0
    return (0..<runs).map { run in steps.reduce(0) { $0 + $1.nanoseconds[run] } }
  }

  /// The median over runs of what all steps together take, nanoseconds.
  public var stepNanoseconds: Double { OrderStatistics.median(stepSums) ?? 0 }

  /// What a whole run takes beyond its steps, nanoseconds. Negative where steps are slower when looked at.
  public var overheadNanoseconds: Double { whole.median - stepNanoseconds }

  public var multiplyAccumulates: Int { steps.reduce(0) { $0 + $1.multiplyAccumulates } }
}

/// Peak resident memory of the process, bytes.
public struct ProcessMemory: Codable, Sendable, Hashable {
  public var before: Int
  public var after: Int

  public init(before: Int, after: Int) {
    self.before = before
    self.after = after
  }
}

/// The probes whose ceilings a profile is held against.
public struct ProbeNames: Codable, Sendable, Hashable {
  public var multiplyAdd: String
  public var dotProduct: String

  public init(multiplyAdd: String, dotProduct: String) {
    self.multiplyAdd = multiplyAdd
    self.dotProduct = dotProduct
  }
}

/// One step of a ``ModelProfile``.
public struct ProfiledStep: Codable, Sendable, Hashable {
  public var name: String
  public var operatorName: String
  /// Nodes of the model as it was written whose work this step does, in their order.
  public var sources: [String]
  /// For example `conv_f32__avx512_14x32`; nil when the Swift reference runs.
  public var kernel: String?
  /// Types with shapes.
  public var inputs: [String]
  public var outputs: [String]
  /// By the operator's definition; Winograd kernels need fewer.
  public var multiplyAccumulates: Int
  /// True when the products are of 8-bit codes.
  public var isOnCodes: Bool
  public var weightBytes: Int
  public var readBytes: Int
  public var writtenBytes: Int
  /// Among how many threads the step shares its work.
  public var threads: Int
  /// Of each timed run, in the order taken.
  public var nanoseconds: [Double]

  public init(
    name: String, operatorName: String, sources: [String], kernel: String?, inputs: [String], outputs: [String],
    multiplyAccumulates: Int, isOnCodes: Bool, weightBytes: Int, readBytes: Int, writtenBytes: Int, threads: Int,
    nanoseconds: [Double]
  ) {
    self.name = name
    self.operatorName = operatorName
    self.sources = sources
    self.kernel = kernel
    self.inputs = inputs
    self.outputs = outputs
    self.multiplyAccumulates = multiplyAccumulates
    self.isOnCodes = isOnCodes
    self.weightBytes = weightBytes
    self.readBytes = readBytes
    self.writtenBytes = writtenBytes
    self.threads = threads
    self.nanoseconds = nanoseconds
  }

  public var minimum: Double { nanoseconds.min() ?? 0 }
  public var median: Double { OrderStatistics.median(nanoseconds) ?? 0 }
  /// The 95th percentile, the sample of rank ⌈0.95·n⌉; nil below 59 samples, where it says nothing (Wilks 1941).
  public var p95: Double? {
    guard nanoseconds.count >= OrderStatistics.samplesNeeded(forQuantile: 0.95) else { return nil }
    return nanoseconds.sorted()[Int((0.95 * Double(nanoseconds.count)).rounded(.up)) - 1]
  }

  public var bytes: Int { weightBytes + readBytes + writtenBytes }
  /// Two for each multiply-accumulate.
  public var operations: Double { 2 * Double(multiplyAccumulates) }
  /// Operations for each byte; nil for a step that only moves or maps elements.
  public var intensity: Double? { multiplyAccumulates > 0 && bytes > 0 ? operations / Double(bytes) : nil }
  /// Operations a nanosecond (GFLOP/s, or GOP/s of codes) at the median.
  public var rate: Double? { multiplyAccumulates > 0 && median > 0 ? operations / median : nil }
}
