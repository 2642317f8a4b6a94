package import Graphs
import Kernels
package import Tensors

/// Element-wise product with NumPy broadcasting: `y = a · b`.
///
/// - Source: ONNX Mul-14.
package struct Multiply: BinaryOperator {
  package init() {}

  package static let parameterInputs = [1]
  package static func isWeight(_ constant: Tensor) -> Bool { ElementwiseWeights.isFactor(constant) }

  package func value(_ a: Double, _ b: Double) -> Double { a * b }
  package func integer(_ a: Int128, _ b: Int128) -> Int128 { a &* b }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("same shape", Multiply(), [.random([2, 3, 5], seed: 1), .random([2, 3, 5], seed: 2)]),
      OperatorSample("per channel", Multiply(), [.random([2, 3, 3, 17], seed: 3), .random([17], seed: 4)]),
      OperatorSample("gate", Multiply(), [.random([2, 3, 4, 9], seed: 5), .random([2, 1, 1, 9], seed: 6)]),
    ]
  }
}

extension Multiply: Differentiable {
  /// `da = dy · b`, `db = dy · a`, each summed over the axes it was broadcast along.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let a = call.inputs[0], let b = call.inputs[1] else { return [nil, nil] }
    let da =
      wanted[0]
      ? try Broadcasting.reduce(graph.apply(Multiply(), dy, b), to: graph.type(of: a).shape, in: &graph) : nil
    let db =
      wanted[1]
      ? try Broadcasting.reduce(graph.apply(Multiply(), dy, a), to: graph.type(of: b).shape, in: &graph) : nil
    return [da, db]
  }
}

extension Multiply {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    request.isFloat32
      ? ElementwiseKernels.binary(.multiply, request) : ElementwiseKernels.fixedPoint(.multiply, request)
  }
}

extension Multiply: PlainONNX {
  package static var onnxNames: [String] { ["Mul"] }
}
