import CKernels

/// Threads that share the work of kernels. They spin for about 30 µs after a step, then sleep.
///
/// One caller at a time is served in parallel; a second one that comes meanwhile runs its own work alone.
package final class WorkerPool: @unchecked Sendable {
  let handle: OpaquePointer?
  private let memory: UnsafeMutableRawPointer
  /// Threads that take part, the caller included.
  package let threads: Int

  /// - Parameters:
  ///   - threads: with 1 or less there are no workers.
  ///   - sharesShortSteps: also what one thread does sooner alone, so that tests see every kernel shared.
  package init(threads: Int, sharesShortSteps: Bool = false) {
    let wanted = min(max(threads, 1), 256)
    memory = .allocate(byteCount: keiryo_pool_bytes(wanted), alignment: 64)
    handle = wanted > 1 ? keiryo_pool_start(memory, wanted) : nil
    if sharesShortSteps, let handle { keiryo_pool_share_all(handle) }
    self.threads = handle.map { Int(keiryo_pool_threads($0)) } ?? 1
  }

  /// How many pieces of work have been shared so far, and among how many threads at most the last one was. Between
  /// pieces only.
  package var shared: (count: UInt64, threads: Int) {
    guard let handle else { return (0, 1) }
    var chunks = 0
    let count = keiryo_pool_jobs(handle, &chunks)
    return (count, min(chunks, threads))
  }

  deinit {
    if let handle { keiryo_pool_stop(handle) }
    memory.deallocate()
  }
}
