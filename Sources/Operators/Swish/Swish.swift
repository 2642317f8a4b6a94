package import Graphs
import Tensors

/// The input weighted by a sigmoid of itself: `y = x / (1 + exp(−α·x))`; with α = 1 it is ``Silu``.
///
/// - Source: Ramachandran et al. 2017 (arXiv 1710.05941); ONNX Swish-24.
package struct Swish: UnaryOperator {
  package let alpha: Float

  package init(alpha: Float = 1) {
    self.alpha = alpha
  }

  package func value(_ x: Double) -> Double { x * ScalarMath.sigmoid(Double(alpha) * x) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Swish(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("steep", Swish(alpha: 1.5), [.random([33], from: -4, to: 4, seed: 3)]),
      OperatorSample("image", Swish(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension Swish: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let gate = try graph.apply(Sigmoid(), alpha == 1 ? x : try graph.scaled(x, by: alpha))
    return [try graph.apply(Multiply(), x, gate)]
  }
}

extension Swish: ElementwiseONNX {
  package static var onnxVersion: Int { 24 }
  package init(onnx node: ForeignNode) {
    self.init(alpha: node.float("alpha", default: 1))
  }

  package var onnxAttributes: [String: ForeignAttribute] { ["alpha": .float(alpha)] }
}
