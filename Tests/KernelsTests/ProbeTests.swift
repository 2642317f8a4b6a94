import Kernels
import Tensors
import Testing

@Suite struct ProbeTests {
  private static func storage(_ words: [UInt32]) -> Storage {
    let storage = Storage(byteCount: words.count * 4)
    storage.base.assumingMemoryBound(to: UInt32.self).initialize(from: words, count: words.count)
    return storage
  }

  /// Lanes end at the fixed point of x/2 + 1, so their sum counts them: a probe does the work that its figure divides by.
  @Test(arguments: InstructionSet.available)
  func `float probes do the multiply-adds they state`(_ set: InstructionSet) throws {
    let probe = try #require(ProbeKernel.multiplyAdd(set))
    #expect(probe.run(count: 100) == UInt32(2 * probe.lanes))
    #expect(probe.workPerCount == probe.lanes)
  }

  @Test(arguments: InstructionSet.available)
  func `code probes add one to every lane in every round`(_ set: InstructionSet) throws {
    let probe = try #require(ProbeKernel.dotProduct(set))
    #expect(probe.run(count: 37) == UInt32(37 * probe.lanes))
    #expect(probe.workPerCount.isMultiple(of: probe.lanes))
  }

  @Test(arguments: InstructionSet.available)
  func `reading touches every word`(_ set: InstructionSet) throws {
    let probe = try #require(ProbeKernel.reading(set))
    var bench = Bench(seed: 4)
    for bytes in [64, 448, 512, 576, 4_096] {
      let words = (0..<(bytes / 4)).map { _ in UInt32(truncatingIfNeeded: bench.random.next()) }
      let storage = Self.storage(words)
      let sum = withExtendedLifetime(storage) { probe.run(count: bytes, data: storage.base) }
      #expect(sum == words.reduce(0, &+), "\(bytes) bytes")
    }
  }

  @Test func `every thread of a pool does its part`() throws {
    let pool = WorkerPool(threads: 3)
    let probe = try #require(ProbeKernel.multiplyAdd(.detected))
    #expect(probe.run(count: 64, passes: 5, pool: pool) == UInt32(2 * probe.lanes * 5 * pool.threads))
    let reader = try #require(ProbeKernel.reading(.detected))
    let words = (0..<(64 * pool.threads)).map { UInt32($0) }
    let storage = Self.storage(words)
    let sum = withExtendedLifetime(storage) { reader.run(count: 256, passes: 2, data: storage.base, pool: pool) }
    #expect(sum == 2 * words.reduce(0, +))
  }

  @Test func `a pool tells whether it shared a piece of work`() throws {
    let pool = WorkerPool(threads: 2)
    try #require(pool.threads == 2)
    let before = pool.shared.count
    ProbeKernel.dispatch(pool, times: 3)
    #expect(pool.shared.count == before + 3)
    #expect(pool.shared.threads == 2)
    #expect(WorkerPool(threads: 1).shared == (0, 1))
  }

  @Test func `the fine clock runs forward`() {
    let clock = FineClock()
    let first = clock.ticks
    var last = first
    for _ in 0..<100_000 {
      let next = clock.ticks
      #expect(next >= last)
      last = next
    }
    #expect(last > first)
    #expect(clock.ticksPerReading >= 0)
  }
}
