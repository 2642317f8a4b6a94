import EdgeRuntime
package import Graphs
import Operators
package import Tensors

/// A float graph made ready for quantization: simplified, with the activations that become codes.
///
/// Collecting ranges and rewriting with them both start here, so that ranges may also come from elsewhere.
package struct QuantizableGraph: Sendable {
  let graph: Graph
  let placement: QuantizationPlacement

  /// - Throws: ``QuantizationError/nothingToQuantize`` for a graph without a layer that has an integer kernel.
  package init(_ source: Graph) throws(QuantizationError) {
    do { graph = try FusionPipeline.simplified(source) } catch { throw .graph(error) }
    placement = QuantizationPlacement(graph)
    guard !placement.calibrated.isEmpty else { throw .nothingToQuantize }
  }

  /// Names of the activations that need a range, in the order in which they are made.
  package var activations: [String] { placement.calibrated.map { graph[$0].name } }

  /// Runs the float graph and shows the values of each activation, batch after batch.
  /// - Parameters:
  ///   - batches: tensors of the first input's type; the batch extent may differ from the graph's.
  ///   - body: the number of the activation in ``activations``, and its dense values.
  /// - Throws: ``QuantizationError``; what `body` throws means that the activation is not finite.
  package func observe(
    _ batches: [Tensor], _ body: (Int, UnsafeBufferPointer<Float>) throws(TensorError) -> Void
  ) throws(QuantizationError) {
    guard let first = batches.first else { throw .noCalibrationData }
    var observed = graph
    if graph.inputs.count == 1, first.type != graph.type(of: graph.inputs[0]) {
      do { observed = try graph.retyped(inputs: [first.type]) } catch { throw .graph(error) }
    }
    // Unfused, so that every value exists.
    observed.outputs = placement.calibrated
    var options = PlanOptions()
    options.optimizes = false
    let session: Session
    do { session = try Session(ExecutionPlan(observed, options: options)) } catch { throw .runtime(error) }
    for batch in batches {
      let outputs: [Tensor]
      do { outputs = try session.run([batch]) } catch { throw .runtime(error) }
      for (index, tensor) in outputs.enumerated() {
        do {
          try tensor.withElements(as: Float.self) { (x) throws(TensorError) in try body(index, x) }
        } catch { throw .notFinite(value: graph[placement.calibrated[index]].name) }
      }
    }
  }
}
