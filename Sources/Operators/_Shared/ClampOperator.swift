package import Graphs
package import Kernels
package import Tensors

/// An activation that limits its input to a range: `y = min(max(x, low), high)`. Such an activation can be fused into
/// the operator before it.
package protocol ClampOperator: Differentiable, Accelerated {
  var range: ClosedRange<Float> { get }
}

extension ClampOperator {
  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    [try Unary.outputType(inputs)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    [try Unary.map(inputs) { $0.isNaN ? $0 : min(max($0, range.lowerBound), range.upperBound) }]
  }

  /// `dx = dy` where `low < y < high`, 0 elsewhere (at the kinks too). Reading `y` instead of `x` keeps the activation
  /// fusable into its producer.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    return [try graph.apply(ClampGradient(low: range.lowerBound, high: range.upperBound), call.outputs[0], dy)]
  }

  package func kernel(for request: KernelRequest) -> KernelBinding? {
    ElementwiseKernels.unary(.clamp(low: range.lowerBound, high: range.upperBound), request)
  }
}
