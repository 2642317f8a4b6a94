package import EdgeRuntime
package import Graphs
import Kernels
package import Reports
package import Tensors

/// Times every run of very many by itself and counts what the system did to the thread meanwhile.
package struct TailTimer {
  package var runs = 100_000
  package var warmUpRuns = 200
  package var threads = 1
  private let inputs: [[Tensor]]

  /// - Parameter inputs: at least one set, of one tensor for each of the model's inputs.
  package init(inputs: [[Tensor]]) { self.inputs = inputs }

  package struct Result {
    package let samples: LatencySamples
    package let events: [TailEvent]
  }

  /// - Parameters:
  ///   - isCancelled: asked between blocks of runs.
  ///   - report: the share that is done, between blocks of runs.
  /// - Returns: nil when it was cancelled.
  package func measure(
    _ graph: Graph, isCancelled: () -> Bool = { false }, report: (Double) -> Void = { _ in }
  ) throws(TimingError<RuntimeError>) -> Result? {
    // Memory for the results is there and touched before the first run, so that filling it adds no page fault.
    var nanoseconds = [Int64](repeating: 1, count: max(runs, 1))
    var events: [TailEvent] = []
    events.reserveCapacity(4_096)
    do throws(RuntimeError) {
      let session = Session(
        try ExecutionPlan(graph), pool: threads > 1 ? WorkerPool(threads: threads) : nil)
      for run in 0..<warmUpRuns {
        session.fill(inputs[run % inputs.count])
        try session.run()
      }
      let clock = SystemClock()
      var before = ThreadEvents.now()
      for run in nanoseconds.indices {
        if run.isMultiple(of: Self.block) {
          guard !isCancelled() else { return nil }
          report(Double(run) / Double(nanoseconds.count))
          // What the look at the screen brought about is no run's.
          session.fill(inputs[0])
          try session.run()
          before = ThreadEvents.now()
        }
        session.fill(inputs[run % inputs.count])
        let start = clock.nanoseconds()
        try session.run()
        nanoseconds[run] = max(1, clock.nanoseconds() - start)
        let after = ThreadEvents.now()
        if let event = before.event(until: after, run: run) { events.append(event) }
        before = after
      }
    } catch { throw .workload(error) }
    do {
      let samples = try LatencySamples(
        nanoseconds: nanoseconds, repetitions: 1, warmUp: warmUpRuns, threads: threads, batch: 1)
      return Result(samples: samples, events: events)
    } catch { throw .report(error) }
  }

  private static let block = 5_000
}
