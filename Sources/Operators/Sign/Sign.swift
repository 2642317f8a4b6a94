package import Graphs
import Tensors

/// −1, 0 or 1 by the sign; NaN stays NaN.
///
/// - Source: ONNX Sign-13.
package struct Sign: UnaryOperator {
  package init() {}

  package static let kinds = ElementKinds.numbers
  package func value(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : x }
  package func integer(_ x: Int128) -> Int128 { x.signum() }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Sign(), [.random([67], from: -2, to: 2, seed: 1)]),
      OperatorSample("image", Sign(), [.random([1, 5, 5, 9], from: -2, to: 2, seed: 2)]),
    ]
  }
}

extension Sign: NonDifferentiable {
  package static let reasonWithoutGradient = "it is flat but for its step"
}

extension Sign: PlainONNX {}
