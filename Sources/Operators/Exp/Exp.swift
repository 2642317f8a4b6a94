package import Graphs
package import Kernels
import Tensors

/// Exponential: `y = exp(x)`; +∞ above 88.7.
///
/// - Source: ONNX Exp-13.
package struct Exp: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.exp(x) }
  package var function: UnaryFunction? { .exp }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Exp(), [.random([67], from: -2, to: 2, seed: 1)]),
      OperatorSample("image", Exp(), [.random([1, 5, 5, 9], from: -2, to: 2, seed: 2)]),
    ]
  }
}

extension Exp: SmoothOperator {
  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    y
  }
}

extension Exp: PlainONNX {}
