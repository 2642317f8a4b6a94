package import Graphs
import Tensors

/// Scaled exponential linear unit: `y = γ·x` above 0, `γ·α·(exp(x) − 1)` below.
///
/// - Source: Klambauer et al. 2017 (arXiv 1706.02515); ONNX Selu-22.
package struct Selu: UnaryOperator {
  package let alpha: Float
  package let gamma: Float

  package init(alpha: Float = 1.673_263_2, gamma: Float = 1.050_701) {
    self.alpha = alpha
    self.gamma = gamma
  }

  package func value(_ x: Double) -> Double {
    Double(gamma) * (x > 0 ? x : Double(alpha) * (ScalarMath.exp(x) - 1))
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Selu(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", Selu(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension Selu: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let above = try graph.apply(Relu(), x)
    let below = try graph.exponentialBelowZero(x)
    return [try graph.scaled(try graph.apply(Add(), above, try graph.scaled(below, by: alpha)), by: gamma)]
  }
}

extension Selu: ElementwiseONNX {
  package init(onnx node: ForeignNode) {
    self.init(alpha: node.float("alpha", default: 1.673_263_2), gamma: node.float("gamma", default: 1.050_701))
  }

  package var onnxAttributes: [String: ForeignAttribute] { ["alpha": .float(alpha), "gamma": .float(gamma)] }
}
