package import Graphs
import Tensors

/// A sigmoid of three straight lines: `y = min(max(α·x + β, 0), 1)`.
///
/// - Source: ONNX HardSigmoid-22.
package struct HardSigmoid: UnaryOperator {
  package let alpha: Float
  package let beta: Float

  package init(alpha: Float = 0.2, beta: Float = 0.5) {
    self.alpha = alpha
    self.beta = beta
  }

  package func value(_ x: Double) -> Double { min(max(Double(alpha) * x + Double(beta), 0), 1) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", HardSigmoid(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", HardSigmoid(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension HardSigmoid: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let line = try graph.shifted(try graph.scaled(x, by: alpha), by: Double(beta))
    return [try graph.apply(Clip(low: 0, high: 1), line)]
  }
}

extension HardSigmoid: ElementwiseONNX {
  package init(onnx node: ForeignNode) {
    self.init(alpha: node.float("alpha", default: 0.2), beta: node.float("beta", default: 0.5))
  }

  package var onnxAttributes: [String: ForeignAttribute] { ["alpha": .float(alpha), "beta": .float(beta)] }
}
