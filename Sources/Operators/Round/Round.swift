package import Graphs
import Tensors

/// The nearest whole number, of two equally near ones the even one.
///
/// - Source: ONNX Round-22.
package struct Round: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { x.rounded(.toNearestOrEven) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Round(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", Round(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension Round: NonDifferentiable {
  package static let reasonWithoutGradient = "it is flat between its steps"
}

extension Round: PlainONNX {}
