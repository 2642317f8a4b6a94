package import EdgeRuntime
package import Graphs
package import Tensors

/// What calibration saw of one activation.
package struct ActivationRange: Sendable, Hashable {
  package let name: String
  /// The range the observer chose.
  package let range: ClosedRange<Float>
}

package enum ActivationRanges {
  /// Runs the float graph on calibration batches and observes the values asked for.
  /// - Parameters:
  ///   - graph: unfused, so that every value exists; its first input takes the batches.
  ///   - batches: tensors of the first input's type.
  /// - Throws: ``QuantizationError`` when a value is not finite or the graph does not run.
  package static func collect(
    _ values: [ValueID], of graph: Graph, batches: [Tensor], calibration: Calibration
  ) throws(QuantizationError) -> [ValueID: ClosedRange<Float>] {
    guard !batches.isEmpty else { throw .noCalibrationData }
    var observed = graph
    observed.outputs = values
    var options = PlanOptions()
    options.optimizes = false
    let session: Session
    do { session = try Session(ExecutionPlan(observed, options: options)) } catch { throw .runtime(error) }
    var observers = values.map { _ in calibration.makeObserver() }
    for batch in batches {
      let outputs: [Tensor]
      do { outputs = try session.run([batch]) } catch { throw .runtime(error) }
      for (index, tensor) in outputs.enumerated() {
        do {
          try tensor.withElements(as: Float.self) { (x) throws(TensorError) in try observers[index].observe(x) }
        } catch { throw .notFinite(value: graph[values[index]].name) }
      }
    }
    return Dictionary(uniqueKeysWithValues: zip(values, observers.map(\.range)))
  }
}

/// What can keep a model from being quantized.
package enum QuantizationError: Error, Sendable {
  case noCalibrationData
  case notFinite(value: String)
  case nothingToQuantize
  case graph(GraphError)
  case runtime(RuntimeError)
}
