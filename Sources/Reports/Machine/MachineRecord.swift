/// Where a measurement was taken. Holds nothing that identifies a person: no host name, user or path.
public struct MachineRecord: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<MachineRecord>()

  /// The processor's own name, such as "AMD Ryzen 7 7840U".
  public var cpu: String
  /// Instruction-set features that kernels choose by, sorted, such as `avx2`, `avx512_vnni`, `asimddp`.
  public var features: [String]
  /// Logical processors the process may use.
  public var cores: Int
  /// Installed memory in bytes; nil where unreadable.
  public var memoryBytes: Int64?
  /// "Debian GNU/Linux 12 (bookworm)", "macOS 15.5".
  public var os: String
  public var kernel: String
  /// `x86_64`, `arm64`.
  public var architecture: String
  /// Frequency governor such as `performance`; nil where the system has none or hides it.
  public var governor: String?
  /// "Swift 6.3.1".
  public var toolchain: String
  public var build: BuildConfiguration
  /// One-minute load average when measuring began; nil where unreadable.
  public var loadAverage: Double?
  public var noiseFloor: NoiseFloor?

  public init(
    cpu: String, features: [String], cores: Int, memoryBytes: Int64?, os: String, kernel: String,
    architecture: String, governor: String?, toolchain: String, build: BuildConfiguration, loadAverage: Double?,
    noiseFloor: NoiseFloor? = nil
  ) {
    self.cpu = cpu
    self.features = features
    self.cores = cores
    self.memoryBytes = memoryBytes
    self.os = os
    self.kernel = kernel
    self.architecture = architecture
    self.governor = governor
    self.toolchain = toolchain
    self.build = build
    self.loadAverage = loadAverage
    self.noiseFloor = noiseFloor
  }
}

/// Debug figures are 25 to 110 times slower and are never publishable.
public enum BuildConfiguration: String, Codable, Sendable, Hashable {
  case debug
  case release
}
