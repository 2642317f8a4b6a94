import EdgeRuntime
package import Graphs
import Kernels
package import Tensors

/// A float graph made ready for quantization: simplified, with the activations that become codes.
///
/// Collecting ranges and rewriting with them both start here, so that ranges may also come from elsewhere.
package struct QuantizableGraph: Sendable {
  package let graph: Graph
  let placement: QuantizationPlacement

  /// - Throws: ``QuantizationError/nothingToQuantize`` for a graph without a layer that has an integer kernel.
  package init(_ source: Graph) throws(QuantizationError) {
    graph = try source.preparedForQuantization()
    placement = QuantizationPlacement(graph)
    guard !placement.calibrated.isEmpty else { throw .nothingToQuantize }
  }

  /// Names of the activations that need a range, in the order in which they are made.
  package var activations: [String] { placement.calibrated.map { graph[$0].name } }

  /// ``observe(_:threads:progress:_:)`` for a graph with one input.
  package func observe(
    _ batches: [Tensor], _ body: (Int, UnsafeBufferPointer<Float>) throws(TensorError) -> Void
  ) throws(QuantizationError) {
    try observe(batches.map { [$0] }, body)
  }

  /// Runs the float graph and shows the values of each activation, sample after sample.
  /// - Parameters:
  ///   - samples: tensors of the types of the inputs; the batch extent may differ from the graph's.
  ///   - threads: that run the graph.
  ///   - progress: is told how many samples have been seen.
  ///   - body: the number of the activation in ``activations``, and its dense values.
  /// - Throws: ``QuantizationError``; what `body` throws means that the activation is not finite.
  package func observe(
    _ samples: some Sequence<[Tensor]>, threads: Int = 1, progress: (Int) -> Void = { _ in },
    _ body: (Int, UnsafeBufferPointer<Float>) throws(TensorError) -> Void
  ) throws(QuantizationError) {
    var session: Session?
    var seen = 0
    for sample in samples {
      let running: Session
      if let session {
        running = session
      } else {
        running = try self.session(for: sample, threads: threads)
        session = running
      }
      do { try running.run(with: sample) } catch { throw .runtime(error) }
      for (index, id) in placement.calibrated.enumerated() {
        let values = UnsafeBufferPointer(
          start: UnsafePointer(running.outputPointer(index).assumingMemoryBound(to: Float.self)),
          count: running.plan.graph.type(of: running.plan.graph.outputs[index]).shape.count)
        do { try body(index, values) } catch { throw .notFinite(value: graph[id].name) }
      }
      seen += 1
      progress(seen)
    }
    guard seen > 0 else { throw .noCalibrationData }
  }

  /// A session whose outputs are the activations.
  private func session(for sample: [Tensor], threads: Int) throws(QuantizationError) -> Session {
    var observed = graph
    let types = sample.map(\.type)
    if types != graph.inputs.map(graph.type(of:)) {
      do { observed = try graph.retyped(inputs: types) } catch { throw .graph(error) }
    }
    observed.outputs = placement.calibrated
    var options = PlanOptions()
    // Every product as the model states it.
    options.allowsWinograd = false
    do {
      return Session(
        try ExecutionPlan(observed, options: options), pool: threads > 1 ? WorkerPool(threads: threads) : nil)
    } catch { throw .runtime(error) }
  }
}
