import CKernels

/// Prepared calls with their buffers, run one after the other by one C loop.
package final class StepList {
  private let calls: [KernelCall]
  private let steps: UnsafeMutablePointer<keiryo_step>
  private let pointers: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private let pool: WorkerPool?
  private var trial = SharingTrial()

  package var count: Int { calls.count }

  /// - Parameter buffers: of each call, in its order.
  package init(_ calls: [(call: KernelCall, buffers: [UnsafeMutableRawPointer])], pool: WorkerPool? = nil) {
    self.calls = calls.map(\.call)
    self.pool = pool
    steps = .allocate(capacity: max(calls.count, 1))
    pointers = .allocate(capacity: max(calls.reduce(0) { $0 + $1.buffers.count }, 1))
    var next = 0
    for (index, step) in calls.enumerated() {
      let table = pointers + next
      for buffer in step.buffers {
        (pointers + next).initialize(to: buffer)
        next += 1
      }
      (steps + index).initialize(
        to: keiryo_step(
          run: step.call.function, parameters: step.call.parameters.bytes, buffers: UnsafePointer(table)))
    }
  }

  deinit {
    steps.deallocate()
    pointers.deallocate()
  }

  /// Runs all steps. Allocates nothing.
  package func run() {
    guard let handle = pool?.handle, keiryo_pool_shares_all(handle) == 0 else {
      keiryo_run(steps, calls.count, pool?.handle)
      return
    }
    trial.perform { keiryo_run(steps, calls.count, $0 ? handle : nil) }
  }

  /// Runs one step, for a profiler.
  package func run(step: Int) { keiryo_run(steps + step, 1, pool?.handle) }
}
