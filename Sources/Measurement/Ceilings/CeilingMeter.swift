import Kernels
package import Reports
import Tensors

/// Measures what this machine can do at best, by our own probes: a few seconds, all figures in turns.
package struct CeilingMeter {
  /// Rounds over all figures; their scatter is what the intervals show.
  package var rounds = 8
  package var samplesPerRound = 5
  /// A sample repeats its work until it lasts about this long.
  package var sampleNanoseconds: Int64 = 200_000
  /// Bytes read for the figure of main memory; four times the last cache where that is more.
  package var memoryBytes = 256 << 20

  package init() {}

  /// - Parameter isCancelled: asked between the rounds.
  /// - Returns: nil when it was cancelled.
  package func measure(
    _ machine: MachineRecord, at time: Timestamp, isCancelled: () -> Bool = { false },
    report: (Double) -> Void = { _ in }
  ) throws(ReportError) -> MachineCeilings? {
    let caches = CacheReader().read()
    let pool = machine.cores > 1 ? WorkerPool(threads: machine.cores) : nil
    let lastCache = caches[.l3] ?? caches[.l2] ?? 0
    let mostBytes = machine.memoryBytes.map { Int($0 / 8) } ?? memoryBytes
    let memory = Storage(byteCount: max(64 << 20, min(max(memoryBytes, 4 * lastCache), mostBytes)) / 4_096 * 4_096)
    // Pages that nobody has written are all one page of zeros, which never leaves the first cache.
    memory.base.initializeMemory(as: UInt8.self, repeating: 1, count: memory.byteCount)
    var works = arithmetic(pool) + reading(memory, caches, pool)
    if let pool {
      works.append(
        CeilingWork(kind: .dispatch, kernel: "", threads: pool.threads, workPerPass: 1) { passes in
          ProbeKernel.dispatch(pool, times: passes)
        })
    }
    for index in works.indices { works[index].warmUp(until: sampleNanoseconds) }
    for round in 0..<rounds {
      guard !isCancelled() else { return nil }
      for index in works.indices { works[index].sample(samplesPerRound) }
      report(Double(round + 1) / Double(rounds))
    }
    var figures: [Ceiling] = []
    for work in works { figures.append(try work.figure()) }
    return MachineCeilings(machine: machine, recordedAt: time, cacheBytes: caches, figures: figures)
  }

  /// Every instruction set that kernels of this processor can be held to, on one thread and on all.
  private func arithmetic(_ pool: WorkerPool?) -> [CeilingWork] {
    var works: [CeilingWork] = []
    var seen = Set<String>()
    for set in InstructionSet.available {
      let probes = [(Ceiling.Kind.multiplyAdd, ProbeKernel.multiplyAdd(set)), (.dotProduct, .dotProduct(set))]
      for (kind, probe) in probes {
        guard let probe, seen.insert("\(kind) \(probe.name)").inserted else { continue }
        for pool in pools(pool) {
          let threads = pool?.threads ?? 1
          works.append(
            CeilingWork(
              kind: kind, kernel: probe.name, threads: threads,
              workPerPass: 2 * Double(probe.workPerCount * threads * Self.roundsPerPass)
            ) { passes in probe.run(count: Self.roundsPerPass, passes: passes, pool: pool) })
        }
      }
    }
    return works
  }

  /// Every level that the system tells of: half of a cache, so that it stays there; main memory in long passes.
  private func reading(_ memory: Storage, _ caches: [MemoryLevel: Int], _ pool: WorkerPool?) -> [CeilingWork] {
    guard let probe = ProbeKernel.reading(.detected) else { return [] }
    var works: [CeilingWork] = []
    for level in MemoryLevel.allCases {
      guard let whole = level == .memory ? memory.byteCount * 2 : caches[level] else { continue }
      for pool in pools(pool) {
        let threads = pool?.threads ?? 1
        // Threads share the last cache and main memory; the others each have their own.
        let isShared = level == .memory || level == .l3
        let bytes = min(whole / 2 / (isShared ? threads : 1), memory.byteCount / threads) / 4_096 * 4_096
        guard bytes > 0 else { continue }
        works.append(
          CeilingWork(
            kind: .reading, kernel: probe.name, level: level, workingSetBytes: bytes, threads: threads,
            workPerPass: Double(bytes * threads)
          ) { passes in probe.run(count: bytes, passes: passes, data: memory.base, pool: pool) })
      }
    }
    return works
  }

  private func pools(_ pool: WorkerPool?) -> [WorkerPool?] { pool.map { [nil, $0] } ?? [nil] }

  private static let roundsPerPass = 2_000
}

/// One figure while it is measured.
private struct CeilingWork {
  let kind: Ceiling.Kind
  let kernel: String
  var level: MemoryLevel?
  var workingSetBytes: Int?
  let threads: Int
  let workPerPass: Double
  let run: (Int) -> Void
  private var passes = 1
  private var nanoseconds: [Int64] = []
  private var rounds: [Int] = []

  init(
    kind: Ceiling.Kind, kernel: String, level: MemoryLevel? = nil, workingSetBytes: Int? = nil, threads: Int,
    workPerPass: Double, run: @escaping (Int) -> Void
  ) {
    self.kind = kind
    self.kernel = kernel
    self.level = level
    self.workingSetBytes = workingSetBytes
    self.threads = threads
    self.workPerPass = workPerPass
    self.run = run
  }

  /// Finds how many passes fill a sample, from the fastest of a few, which stalls cannot inflate.
  mutating func warmUp(until wanted: Int64) {
    while true {
      let fastest = (0..<3).map { _ in timed() }.min() ?? wanted
      guard fastest < wanted / 2, passes < 1 << 24 else { return }
      passes = max(passes * 2, Int(Double(passes) * Double(wanted) / Double(max(fastest, 1))))
    }
  }

  mutating func sample(_ count: Int) {
    // The turn of another figure has left other bytes in the caches.
    _ = timed()
    for _ in 0..<count { nanoseconds.append(timed()) }
    rounds.append(count)
  }

  private func timed() -> Int64 {
    let clock = SystemClock()
    let start = clock.nanoseconds()
    run(passes)
    return max(1, clock.nanoseconds() - start)
  }

  func figure() throws(ReportError) -> Ceiling {
    try Ceiling(
      kind: kind, kernel: kernel, level: level, workingSetBytes: workingSetBytes, threads: threads,
      workPerSample: workPerPass * Double(passes), nanoseconds: nanoseconds, rounds: rounds)
  }
}
