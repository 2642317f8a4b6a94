import EdgeRuntime
package import Graphs
package import Tensors

extension LayerAssembly {
  /// The model's outputs for some samples.
  package func outputs(
    _ graph: Graph, _ samples: [[Tensor]]
  ) throws(QuantizationError) -> [[Tensor]] {
    do {
      let session = Session(try ExecutionPlan(graph))
      var outputs: [[Tensor]] = []
      for sample in samples { outputs.append(try session.run(sample).map { try $0.dequantized() }) }
      return outputs
    } catch let error as RuntimeError { throw .runtime(error) } catch { throw .graph(.malformed("\(error)")) }
  }

  /// The noise of a graph put together from forms, at the model's outputs.
  /// - Parameter expected: the float model's outputs for the samples.
  package func noise(
    _ forms: [String: LayerForm], _ samples: [[Tensor]], against expected: [[Tensor]]
  ) throws(QuantizationError) -> NoiseMeter {
    var meter = NoiseMeter()
    for (x, y) in zip(expected, try outputs(graph(forms), samples)) { meter.add(x, changed: y) }
    return meter
  }
}
