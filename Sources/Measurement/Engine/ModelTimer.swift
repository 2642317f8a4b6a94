package import EdgeRuntime
package import Graphs
import Kernels
package import Reports
package import Tensors

/// Times models in our runtime: one sample at a time, a fresh input from a pool for every run.
package struct ModelTimer {
  package var options: TimingOptions
  package var planOptions: PlanOptions
  /// Inputs to draw from; the next run never takes the buffer of the last.
  private let inputs: [Tensor]

  /// - Parameter inputs: at least one tensor of the models' input type.
  package init(inputs: [Tensor], options: TimingOptions = TimingOptions(), planOptions: PlanOptions = PlanOptions()) {
    self.inputs = inputs
    self.options = options
    self.planOptions = planOptions
  }

  /// Compares two models in turns.
  /// - Returns: ratio = baseline time ÷ candidate time.
  package func compare(baseline: Graph, candidate: Graph) throws -> TimedComparison {
    let first = try workload(baseline)
    let second = try workload(candidate)
    return try InterleavedTimer(options: options).compare(baseline: first, candidate: second)
  }

  /// How small a difference this machine can tell with this model now.
  package func noiseFloor(of graph: Graph) throws -> NoiseFloor {
    NoiseFloor(selfComparison: try compare(baseline: graph, candidate: graph).comparison)
  }

  /// One inference: copy the input in, run, leave the output where it is.
  private func workload(_ graph: Graph) throws -> (Int) throws(RuntimeError) -> Void {
    let pool = options.threads > 1 ? WorkerPool(threads: options.threads) : nil
    let session = Session(try ExecutionPlan(graph, options: planOptions), pool: pool)
    let inputs = self.inputs
    return { (run: Int) throws(RuntimeError) in
      inputs[run % inputs.count].withBytes { bytes in
        if let source = bytes.baseAddress {
          session.inputPointer(0).copyMemory(from: source, byteCount: bytes.count)
        }
      }
      try session.run()
    }
  }
}
