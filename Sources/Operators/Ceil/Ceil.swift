package import Graphs
import Tensors

/// The smallest whole number not below `x`.
///
/// - Source: ONNX Ceil-13.
package struct Ceil: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { x.rounded(.up) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Ceil(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", Ceil(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension Ceil: NonDifferentiable {
  package static let reasonWithoutGradient = "it is flat between its steps"
}

extension Ceil: PlainONNX {}
