package import EdgeRuntime
package import Graphs
package import Kernels
package import Reports
package import Tensors

/// Times models in our runtime: one sample at a time, a fresh input from a pool for every run.
package struct ModelTimer {
  package var options: TimingOptions
  package var planOptions: PlanOptions
  /// Inputs to draw from; the next run never takes the buffers of the last.
  private let inputs: [[Tensor]]

  /// - Parameter inputs: at least one set, of one tensor for each of the models' inputs, of its type.
  package init(inputs: [[Tensor]], options: TimingOptions = TimingOptions(), planOptions: PlanOptions = PlanOptions()) {
    self.inputs = inputs
    self.options = options
    self.planOptions = planOptions
  }

  /// Compares two models in turns. For each placement both are planned and packed anew, in drawn order, behind blocks
  /// of memory of drawn sizes.
  /// - Returns: ratio = baseline time ÷ candidate time.
  package func compare(baseline: Graph, candidate: Graph) throws(TimingError<RuntimeError>) -> TimedComparison {
    let pool = options.threads > 1 ? WorkerPool(threads: options.threads) : nil
    var draws = SplitMix64(seed: options.seed ^ 0x706C_6163_65)
    return try InterleavedTimer(options: options).compare { () throws(RuntimeError) in
      let baselineFirst = draws.next() & 1 == 0
      let one = try workload(baselineFirst ? baseline : candidate, pool, &draws)
      let other = try workload(baselineFirst ? candidate : baseline, pool, &draws)
      return baselineFirst ? .init(baseline: one, candidate: other) : .init(baseline: other, candidate: one)
    }
  }

  /// How small a difference this machine can tell with this model now.
  package func noiseFloor(of graph: Graph) throws(TimingError<RuntimeError>) -> NoiseFloor {
    NoiseFloor(selfComparison: try compare(baseline: graph, candidate: graph).comparison)
  }

  /// One inference of a session planned, packed and allocated anew behind a block of drawn size: copy the inputs in (a
  /// run may overwrite them), run, leave the outputs where they are. The work takes the number of the run, which chooses the input.
  package func workload(
    _ graph: Graph, _ pool: WorkerPool?, _ draws: inout SplitMix64
  ) throws(RuntimeError) -> (Int) throws(RuntimeError) -> Void {
    let spacer = Storage(byteCount: Storage.alignment * draws.index(below: 4_096))
    let session = Session(try ExecutionPlan(graph, options: planOptions), pool: pool)
    let inputs = self.inputs
    return { (run: Int) throws(RuntimeError) in
      try withExtendedLifetime(spacer) { () throws(RuntimeError) in
        session.fill(inputs[run % inputs.count])
        try session.run()
      }
    }
  }
}

extension Session {
  /// Copies one tensor into each input.
  package func fill(_ tensors: [Tensor]) {
    for (position, tensor) in tensors.enumerated() {
      tensor.withBytes { bytes in
        if let source = bytes.baseAddress { inputPointer(position).copyMemory(from: source, byteCount: bytes.count) }
      }
    }
  }
}
