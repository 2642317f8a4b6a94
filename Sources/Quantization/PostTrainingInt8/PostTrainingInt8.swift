package import Graphs
import Operators
package import Tensors

/// Post-training quantization to 8 bits: uint8 activations with calibrated ranges, symmetric int8 weights, int32 biases.
///
/// Before → after: `x → Conv(w, b) → Relu → …` becomes
/// `x → Q → DQ → Conv(DQ(int8 w), DQ(int32 b)) → Relu → Q → DQ → …`; the runtime fuses each such group into one kernel on
/// codes, and any engine that knows ONNX's QDQ form can do the same.
/// Promise: weights take a quarter of their bytes plus one scale per channel; a value inside its calibrated range moves
/// by at most half a step. Source: Jacob et al. 2018 (arXiv 1712.05877); Krishnamoorthi 2018 (arXiv 1806.08342).
package struct PostTrainingInt8: Sendable, Hashable {
  package var calibration: Calibration
  package var granularity: Granularity

  package init(calibration: Calibration = .percentile(0.9999), granularity: Granularity = .perChannel) {
    self.calibration = calibration
    self.granularity = granularity
  }

  /// A quantized model and what calibration saw.
  package struct Result: Sendable {
    package let graph: Graph
    package let activations: [ActivationRange]
  }

  /// - Parameters:
  ///   - source: a float graph.
  ///   - batches: calibration inputs of the type of the graph's first input (preprocessed as in use).
  package func quantized(_ source: Graph, calibrationBatches batches: [Tensor]) throws(QuantizationError) -> Result {
    let graph: Graph
    do { graph = try FusionPipeline.simplified(source) } catch { throw .graph(error) }
    let placement = QuantizationPlacement(graph)
    guard !placement.calibrated.isEmpty else { throw .nothingToQuantize }
    let calibrationGraph: Graph
    if let batch = batches.first, graph.inputs.count == 1, batch.type != graph.type(of: graph.inputs[0]) {
      do { calibrationGraph = try graph.retyped(inputs: [batch.type]) } catch { throw .graph(error) }
    } else {
      calibrationGraph = graph
    }
    let ranges = try ActivationRanges.collect(
      placement.calibrated, of: calibrationGraph, batches: batches, calibration: calibration)
    var parameters = ranges.mapValues { AffineParameters.asymmetric($0, element: .uint8) }
    for (id, source) in placement.inherited { parameters[id] = parameters[source] }
    var rewriting = QuantizedRewriting(graph, parameters: parameters, granularity: granularity)
    let result = try rewriting.run()
    let activations = placement.calibrated.compactMap { id in
      ranges[id].map { ActivationRange(name: graph[id].name, range: $0) }
    }
    return Result(graph: result, activations: activations)
  }
}
