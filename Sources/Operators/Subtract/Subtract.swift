package import Graphs
import Kernels
package import Tensors

/// Element-wise difference with NumPy broadcasting: `y = a − b`.
///
/// - Source: ONNX Sub-14.
package struct Subtract: BinaryOperator {
  package init() {}

  package static let parameterInputs = [1]
  package static func isWeight(_ constant: Tensor) -> Bool { ElementwiseWeights.isSummand(constant) }

  package func value(_ a: Double, _ b: Double) -> Double { a - b }
  package func integer(_ a: Int128, _ b: Int128) -> Int128 { a &- b }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("same shape", Subtract(), [.random([2, 3, 5], seed: 1), .random([2, 3, 5], seed: 2)]),
      OperatorSample("per channel", Subtract(), [.random([2, 3, 3, 17], seed: 3), .random([17], seed: 4)]),
      OperatorSample("from a scalar", Subtract(), [.random([], seed: 5), .random([33], seed: 6)]),
    ]
  }
}

extension Subtract: Differentiable {
  /// `da = dy`, `db = −dy`, each summed over the axes it was broadcast along.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let a = call.inputs[0], let b = call.inputs[1] else { return [nil, nil] }
    let da = wanted[0] ? try Broadcasting.reduce(dy, to: graph.type(of: a).shape, in: &graph) : nil
    guard wanted[1] else { return [da, nil] }
    let summed = try Broadcasting.reduce(dy, to: graph.type(of: b).shape, in: &graph)
    return [da, try graph.scaled(summed, by: -1)]
  }
}

extension Subtract {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    request.isFloat32
      ? ElementwiseKernels.binary(.subtract, request) : ElementwiseKernels.fixedPoint(.subtract, request)
  }
}

extension Subtract: PlainONNX {
  package static var onnxNames: [String] { ["Sub"] }
}
