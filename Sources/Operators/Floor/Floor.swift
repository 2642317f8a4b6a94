package import Graphs
import Tensors

/// The largest whole number not above `x`.
///
/// - Source: ONNX Floor-13.
package struct Floor: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { x.rounded(.down) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Floor(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", Floor(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension Floor: NonDifferentiable {
  package static let reasonWithoutGradient = "it is flat between its steps"
}

extension Floor: PlainONNX {}
