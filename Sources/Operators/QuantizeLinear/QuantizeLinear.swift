package import Graphs
import Kernels
package import Tensors

/// Codes of reals: `q = clamp(roundToNearestEven(x / scale) + zeroPoint)`, a true division; NaN gives the zero point.
///
/// The parameters are attributes and become part of the output's type.
/// - Source: ONNX QuantizeLinear-13 with constant scale and zero point.
package struct QuantizeLinear: Operator {
  package let element: ElementType
  package let parameters: QuantizationParameters

  /// - Parameter element: int8, uint8, int16, uint16 or int32.
  package init(_ element: ElementType, _ parameters: QuantizationParameters) {
    self.element = element
    self.parameters = parameters
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let shape = try TypeChecks.float32(inputs, 0)
    do { try parameters.validate(element: element, shape: shape) } catch {
      throw .attribute(name: "scale", problem: "\(error)")
    }
    return [TensorType(element, shape, quantization: parameters)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    [try inputs.tensor(0).quantized(to: element, parameters)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "uint8 per tensor", QuantizeLinear(.uint8, QuantizationParameters(scale: 0.0078, zeroPoint: 128)),
        [.random([77], seed: 1)]),
      OperatorSample(
        "int8 per channel",
        QuantizeLinear(.int8, QuantizationParameters(symmetric: [0.01, 0.002, 0.03], axis: 0)),
        [.random([3, 35], seed: 2)]),
    ]
  }
}

extension QuantizeLinear: NonDifferentiable {
  package static let reasonWithoutGradient = "rounding is flat; training through it needs a straight-through estimator"
}

extension QuantizeLinear: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0), x.element == .float32, parameters.isPerTensor,
      element == .uint8 || element == .int8
    else { return nil }
    return KernelCall.quantize(
      count: x.shape.count, scale: parameters.scale, zeroPoint: parameters.zeroPoint, to: element,
      instructionSet: request.instructionSet
    ).map { KernelBinding($0, operands: [.input(0)]) }
  }
}

extension QuantizeLinear: Simplifiable {
  /// `QuantizeLinear(DequantizeLinear(q))` → `q` when both have the same parameters: every code comes back.
  package func simplification(of node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let producer = index.producer(of: node.inputs[0]), producer.op is DequantizeLinear,
      let q = producer.inputs[0],
      graph.type(of: q) == graph.type(of: node.outputs[0]), !graph.outputs.contains(node.outputs[0])
    else { return nil }
    var patch = GraphPatch(graph)
    patch.replace(node.outputs[0], with: q)
    return patch
  }
}
