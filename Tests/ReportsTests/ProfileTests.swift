import Foundation
import Reports
import Testing

@Suite struct ProfileTests {
  static let machine = MachineRecord(
    cpu: "Test CPU", features: [], cores: 4, memoryBytes: nil, os: "TestOS", kernel: "1", architecture: "x86_64",
    governor: nil, toolchain: "Swift", build: .release, loadAverage: 1)

  /// A figure whose every sample says `rate` a nanosecond.
  static func figure(_ kind: Ceiling.Kind, _ rate: Double, level: MemoryLevel? = nil, threads: Int = 1) throws
    -> Ceiling
  {
    try Ceiling(
      kind: kind, kernel: level == nil ? "k" : "r", level: level, threads: threads, workPerSample: rate * 1_000,
      nanoseconds: Array(repeating: 1_000, count: 12), rounds: Array(repeating: 2, count: 6))
  }

  static func ceilings() throws -> MachineCeilings {
    MachineCeilings(
      machine: machine, recordedAt: Timestamp(secondsSince1970: 0), cacheBytes: [.l1: 1_000, .l2: 10_000],
      figures: [
        try figure(.multiplyAdd, 100), try figure(.multiplyAdd, 300, threads: 4), try figure(.dotProduct, 400),
        try figure(.reading, 50, level: .l1), try figure(.reading, 20, level: .l2),
        try figure(.reading, 10, level: .memory),
      ])
  }

  static func step(
    macs: Int, weights: Int, read: Int, written: Int, isOnCodes: Bool = false, nanoseconds: [Double]
  ) -> ProfiledStep {
    ProfiledStep(
      name: "s", operatorName: "Conv", sources: ["s"], kernel: "k", inputs: [], outputs: [], multiplyAccumulates: macs,
      isOnCodes: isOnCodes, weightBytes: weights, readBytes: read, writtenBytes: written, threads: 1,
      nanoseconds: nanoseconds)
  }

  static func profile(_ steps: [ProfiledStep], footprint: Int) throws -> ModelProfile {
    ModelProfile(
      model: "m", sha256: "", fileBytes: 1, threads: 1, footprintBytes: footprint, arenaBytes: 0, steps: steps,
      whole: try LatencySamples(nanoseconds: [130, 120, 140], repetitions: 1, warmUp: 0, threads: 1, batch: 1),
      memory: nil, openings: nil, ceilings: try ceilings(), probes: ProbeNames(multiplyAdd: "k", dotProduct: "k"),
      provenance: Provenance(
        machine: machine, toolVersion: "0", commit: nil, command: "", flags: [],
        recordedAt: Timestamp(secondsSince1970: 0)))
  }

  @Test func `a step with many operations is bound by arithmetic`() throws {
    // 2·1,000 operations at 100 a nanosecond: 20 ns. A run goes through 1,000 bytes of L1 and 4,000 of L2, a byte in
    // (20 + 200) / 5,000 = 0.044 ns; the step's own 600 bytes are in L1.
    let step = Self.step(macs: 1_000, weights: 200, read: 300, written: 100, nanoseconds: [50, 40, 30])
    let profile = try Self.profile([step], footprint: 5_000)
    let ceiling = try #require(profile.ceiling(of: step))
    #expect(ceiling.arithmetic == 20)
    #expect(abs(ceiling.movement - (200 * 0.044 + 400 * 0.02)) < 1e-9)
    #expect(!ceiling.isBoundByMemory)
    #expect(profile.share(of: step) == 0.5)
    #expect(step.rate == 50)
    #expect(step.intensity == 2_000.0 / 600)
    #expect(step.minimum == 30)
    #expect(step.p95 == nil)
  }

  @Test func `weights that no cache holds bind a step to main memory, codes count against their own peak`() throws {
    let step = Self.step(macs: 1_000, weights: 9_000, read: 0, written: 0, isOnCodes: true, nanoseconds: [1_800])
    let ceiling = try #require(try Self.profile([step], footprint: 20_000).ceiling(of: step))
    #expect(ceiling.arithmetic == 5)
    // 1,000 of the 20,000 bytes at 50 a nanosecond, 9,000 at 20, 10,000 at 10: 1,470 ns, 0.0735 for each.
    #expect(abs(ceiling.movement - 9_000 * 0.0735) < 1e-9)
    #expect(ceiling.level == .memory)
    #expect(ceiling.isBoundByMemory)
  }

  @Test func `what is outside the steps is the difference of the medians of whole runs`() throws {
    let steps = [
      Self.step(macs: 0, weights: 0, read: 8, written: 8, nanoseconds: [10, 90, 20]),
      Self.step(macs: 0, weights: 0, read: 8, written: 8, nanoseconds: [90, 20, 100]),
    ]
    let profile = try Self.profile(steps, footprint: 100)
    // Sums of the runs: 100, 110, 120.
    #expect(profile.stepNanoseconds == 110)
    #expect(profile.overheadNanoseconds == 20)
    #expect(steps[0].rate == nil)
  }

  @Test func `between one thread and all of them the smaller bound counts`() throws {
    let ceilings = try Self.ceilings()
    #expect(ceilings.peak(.multiplyAdd, kernel: "k", threads: 2) == 200)
    #expect(ceilings.peak(.multiplyAdd, kernel: "k", threads: 3) == 300)
    #expect(ceilings.peak(.multiplyAdd, kernel: "other", threads: 1) == nil)
    #expect(ceilings.level(holding: 1_000) == .l1)
    #expect(ceilings.level(holding: 10_001) == .memory)
  }

  @Test func `ceilings belong to a machine, not to its load or its compiler`() {
    var other = Self.machine
    other.loadAverage = 9
    other.toolchain = "Swift 9"
    other.noiseFloor = NoiseFloor(relative: 0.1, pairs: 40)
    #expect(Self.machine.isSameMachine(as: other))
    other.cores = 2
    #expect(!Self.machine.isSameMachine(as: other))
  }

  @Test func `too few rounds make no ceiling, and a profile survives JSON`() throws {
    #expect(throws: ReportError.impossibleSamples(field: "rounds", value: 1)) {
      try Ceiling(kind: .dispatch, kernel: "", threads: 2, workPerSample: 1, nanoseconds: [5], rounds: [1])
    }
    let step = Self.step(macs: 1, weights: 2, read: 3, written: 4, nanoseconds: [5.5])
    let profile = try Self.profile([step], footprint: 1)
    let data = try JSONEncoder().encode(profile)
    #expect(try JSONDecoder().decode(ModelProfile.self, from: data) == profile)
  }
}

@Suite struct TailTests {
  @Test func `outliers are told by what the system counted, the dearest first`() throws {
    let times: [Int64] = [10, 10, 10, 10, 20, 19, 400, 50, 30]
    let samples = try LatencySamples(nanoseconds: times, repetitions: 1, warmUp: 0, threads: 1, batch: 1)
    func event(_ run: Int, switches: Int = 0, waits: Int = 0, faults: Int = 0) -> TailEvent {
      TailEvent(
        run: run, involuntarySwitches: switches, voluntarySwitches: waits, minorFaults: faults, majorFaults: 0)
    }
    let events = [event(0, faults: 1), event(6, switches: 1, faults: 3), event(7, faults: 2), event(8, waits: 1)]
    let record = TailRecord(
      model: "m", sha256: "", samples: samples, events: events, stolenNanoseconds: nil,
      provenance: try ProfileTests.profile([], footprint: 0).provenance)
    // The median is 19, so that only runs of 38 and more count.
    #expect(record.outliers.map(\.run) == [6, 7])
    #expect(record.outliers.map(\.cause) == [.descheduled, .pageFault])
    #expect(event(8, waits: 1).cause == .waited)
    #expect(event(8).cause == .unseen)
    #expect(record.slowest == 400)
  }

  @Test func `a power law finds the exponent that made it`() throws {
    let law = try #require(PowerLaw([1, 10, 100].map { ($0, 3 * $0 * $0) }))
    #expect(abs(law.exponent - 2) < 1e-12)
    #expect(abs(law.factor - 3) < 1e-12)
    #expect(abs(law.largestDeviation - 1) < 1e-9)
    #expect(abs(law.value(at: 5) - 75) < 1e-9)
    // On logarithmic axes 1, 4, 1 over 1, 2, 4 is level at their mean, 4^(1/3): the middle is 4^(2/3) above it.
    let bent = try #require(PowerLaw([(1, 1), (2, 4), (4, 1)]))
    #expect(abs(bent.exponent) < 1e-12)
    #expect(abs(bent.largestDeviation - 2.519_842_1) < 1e-6)
    #expect(PowerLaw([(1, 1)]) == nil)
    #expect(PowerLaw([(1, 1), (1, 2)]) == nil)
    #expect(PowerLaw([(1, 1), (2, 0)]) == nil)
  }
}
