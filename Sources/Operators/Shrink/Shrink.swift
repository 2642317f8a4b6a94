package import Graphs
import Tensors

/// Numbers near 0 become 0, the others move towards it: `y = x + bias` below −λ, `x − bias` above λ.
///
/// - Source: ONNX Shrink-9.
package struct Shrink: UnaryOperator {
  package let bias: Float
  package let lambda: Float

  package init(bias: Float = 0, lambda: Float = 0.5) {
    self.bias = bias
    self.lambda = lambda
  }

  package func value(_ x: Double) -> Double {
    x < -Double(lambda) ? x + Double(bias) : x > Double(lambda) ? x - Double(bias) : 0
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Shrink(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("soft", Shrink(bias: 0.5), [.random([33], from: -2, to: 2, seed: 3)]),
      OperatorSample("image", Shrink(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension Shrink: NonDifferentiable {
  package static let reasonWithoutGradient = "it jumps at its thresholds"
}

extension Shrink: ElementwiseONNX {
  package init(onnx node: ForeignNode) {
    self.init(bias: node.float("bias", default: 0), lambda: node.float("lambd", default: 0.5))
  }

  package var onnxAttributes: [String: ForeignAttribute] { ["bias": .float(bias), "lambd": .float(lambda)] }
}
