import CKernels

/// Work that asks the processor for one thing only, to see how fast it can do that at best.
package struct ProbeKernel: Sendable {
  /// For example `avx512vnni_16`: the instructions and the lanes of one vector.
  package let name: String
  /// Multiply-accumulates of one round; 1 where a count is a byte.
  package let workPerCount: Int
  /// What lanes of arithmetic add up to after 64 rounds or more: 2 each for float32, the rounds each for codes.
  package let lanes: Int
  private let function: keiryo_probe_function

  private init?(_ probe: UnsafePointer<keiryo_probe>?) {
    guard let probe = probe?.pointee, let function = probe.run else { return nil }
    name = String(cString: probe.name)
    lanes = Int(probe.lanes)
    workPerCount = max(1, Int(probe.lanes) * Int(probe.depth))
    self.function = function
  }

  /// Multiply-adds of float32 in registers, as many chains as fill the units.
  package static func multiplyAdd(_ set: InstructionSet) -> ProbeKernel? {
    ProbeKernel(keiryo_f32_probe(set.features))
  }

  /// Products of uint8 and int8 codes summed in int32 registers, by the instructions that integer kernels use.
  package static func dotProduct(_ set: InstructionSet) -> ProbeKernel? {
    ProbeKernel(keiryo_u8s8_probe(set.features))
  }

  /// Reads memory and adds its words.
  package static func reading(_ set: InstructionSet) -> ProbeKernel? { ProbeKernel(keiryo_read_probe(set.features)) }

  /// Runs on every thread of a pool, or on the calling one.
  /// - Parameters:
  ///   - count: rounds; or bytes of each part, a multiple of 64.
  ///   - data: for reading: 64-byte aligned, one part of `count` bytes after the other.
  /// - Returns: the sum of what all threads found, modulo 2³².
  @discardableResult
  package func run(count: Int, passes: Int = 1, data: UnsafeRawPointer? = nil, pool: WorkerPool? = nil) -> UInt32 {
    withExtendedLifetime(pool) {
      keiryo_probe_run(pool?.handle, pool?.threads ?? 1, function, data, count, count, passes)
    }
  }

  /// Shares nothing among the threads of a pool, `times` times.
  package static func dispatch(_ pool: WorkerPool, times: Int) {
    for _ in 0..<times { keiryo_probe_run(pool.handle, pool.threads, nil, nil, 0, 0, 0) }
  }
}

/// A counter that runs evenly at an unspecified rate and is read in a few nanoseconds.
package struct FineClock: @unchecked Sendable {
  private let read: keiryo_fine_clock

  package init() { read = keiryo_find_fine_clock() }

  package var ticks: UInt64 { read() }

  /// Ticks between two readings with nothing in between, at the median.
  package var ticksPerReading: Double {
    var gaps: [UInt64] = []
    var last = ticks
    for _ in 0..<255 {
      let next = ticks
      gaps.append(next &- last)
      last = next
    }
    return Double(gaps.sorted()[gaps.count / 2])
  }
}
