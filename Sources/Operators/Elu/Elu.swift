package import Graphs
import Tensors

/// Exponential linear unit: `y = x` from 0 on, `α·(exp(x) − 1)` below.
///
/// - Source: Clevert et al. 2015 (arXiv 1511.07289); ONNX Elu-22.
package struct Elu: UnaryOperator {
  package let alpha: Float

  package init(alpha: Float = 1) {
    self.alpha = alpha
  }

  package func value(_ x: Double) -> Double { x >= 0 ? x : Double(alpha) * (ScalarMath.exp(x) - 1) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Elu(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", Elu(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension Elu: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let above = try graph.apply(Relu(), x)
    let below = try graph.exponentialBelowZero(x)
    return [try graph.apply(Add(), above, try graph.scaled(below, by: alpha))]
  }
}

extension Elu: ElementwiseONNX {
  package init(onnx node: ForeignNode) {
    self.init(alpha: node.float("alpha", default: 1))
  }

  package var onnxAttributes: [String: ForeignAttribute] { ["alpha": .float(alpha)] }
}
