package import Graphs
import Tensors

/// Exponential linear unit with one slope at 0 for every α: `y = max(x, 0) + min(0, α·(exp(x/α) − 1))`.
///
/// - Source: Barron 2017 (arXiv 1704.07483); ONNX Celu-12.
package struct Celu: UnaryOperator {
  package let alpha: Float

  package init(alpha: Float = 1) {
    self.alpha = alpha
  }

  package func value(_ x: Double) -> Double {
    max(x, 0) + min(0, Double(alpha) * (ScalarMath.exp(x / Double(alpha)) - 1))
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Celu(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", Celu(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension Celu: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let above = try graph.apply(Relu(), x)
    let below = try graph.exponentialBelowZero(x, scale: alpha)
    return [try graph.apply(Add(), above, try graph.scaled(below, by: alpha))]
  }
}

extension Celu: ElementwiseONNX {
  package init(onnx node: ForeignNode) {
    self.init(alpha: node.float("alpha", default: 1))
  }

  package var onnxAttributes: [String: ForeignAttribute] { ["alpha": .float(alpha)] }
}
