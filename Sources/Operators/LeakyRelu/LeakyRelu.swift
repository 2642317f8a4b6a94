package import Graphs
import Tensors

/// Rectified linear unit with a slope below 0: `y = x` from 0 on, `α·x` below.
///
/// - Source: Maas et al. 2013; ONNX LeakyRelu-16.
package struct LeakyRelu: UnaryOperator {
  package let alpha: Float

  package init(alpha: Float = 0.01) {
    self.alpha = alpha
  }

  package func value(_ x: Double) -> Double { x >= 0 ? x : Double(alpha) * x }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", LeakyRelu(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", LeakyRelu(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension LeakyRelu: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let below = try graph.apply(Clip(low: -.infinity, high: 0), x)
    return [try graph.apply(Add(), try graph.apply(Relu(), x), try graph.scaled(below, by: alpha))]
  }
}

extension LeakyRelu: ElementwiseONNX {
  package init(onnx node: ForeignNode) {
    self.init(alpha: node.float("alpha", default: 0.01))
  }

  package var onnxAttributes: [String: ForeignAttribute] { ["alpha": .float(alpha)] }
}
