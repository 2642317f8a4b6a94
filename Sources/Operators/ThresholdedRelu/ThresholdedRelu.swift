package import Graphs
import Tensors

/// `y = x` above a threshold, 0 from it down.
///
/// - Source: Konda et al. 2014 (arXiv 1402.3337); ONNX ThresholdedRelu-22.
package struct ThresholdedRelu: UnaryOperator {
  package let alpha: Float

  package init(alpha: Float = 1) {
    self.alpha = alpha
  }

  package func value(_ x: Double) -> Double { x > Double(alpha) ? x : 0 }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", ThresholdedRelu(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", ThresholdedRelu(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension ThresholdedRelu: NonDifferentiable {
  package static let reasonWithoutGradient = "it jumps at its threshold"
}

extension ThresholdedRelu: ElementwiseONNX {
  package init(onnx node: ForeignNode) {
    self.init(alpha: node.float("alpha", default: 1))
  }

  package var onnxAttributes: [String: ForeignAttribute] { ["alpha": .float(alpha)] }
}
