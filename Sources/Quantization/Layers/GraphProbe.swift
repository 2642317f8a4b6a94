import EdgeRuntime
package import Graphs
import Operators
package import Tensors

/// Runs a graph and shows values inside it.
package struct GraphProbe {
  private let session: Session
  /// Position of each asked value among the outputs of the plan.
  private let places: [Int]

  /// - Parameters:
  ///   - values: what to show, in this order.
  ///   - batch: a tensor of the first input's type; the batch extent may differ from the graph's.
  package init(_ graph: Graph, _ values: [ValueID], like batch: Tensor) throws(QuantizationError) {
    var graph = graph
    var outputs: [ValueID] = []
    var known: [ValueID: Int] = [:]
    for id in values where known[id] == nil {
      known[id] = outputs.count
      outputs.append(id)
    }
    places = values.map { known[$0] ?? 0 }
    graph.outputs = outputs
    do {
      graph = graph.withoutDeadNodes()
      if graph.inputs.count == 1, batch.type != graph.type(of: graph.inputs[0]) {
        graph = try graph.retyped(inputs: [batch.type])
      }
    } catch { throw .graph(error) }
    var options = PlanOptions()
    options.allowsWinograd = false
    do { session = try Session(ExecutionPlan(graph, options: options)) } catch { throw .runtime(error) }
  }

  /// The values for one batch.
  package func values(for batch: Tensor) throws(QuantizationError) -> [Tensor] {
    do {
      let outputs = try session.run([batch])
      return places.map { outputs[$0] }
    } catch { throw .runtime(error) }
  }
}

extension Graph {
  /// The values of one place in the graph for every batch.
  package func values(of id: ValueID, over batches: [Tensor]) throws(QuantizationError) -> [Tensor] {
    guard let first = batches.first else { throw .noCalibrationData }
    let probe = try GraphProbe(self, [id], like: first)
    var result: [Tensor] = []
    for batch in batches { result.append(try probe.values(for: batch)[0]) }
    return result
  }
}
