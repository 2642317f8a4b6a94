package import Graphs
package import Kernels
import Tensors

/// Hyperbolic tangent: `y = tanh(x)`.
///
/// - Source: ONNX Tanh-13.
package struct Tanh: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.tanh(x) }
  package var function: UnaryFunction? { .tanh }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Tanh(), [.random([67], from: -3, to: 3, seed: 1)]),
      OperatorSample("image", Tanh(), [.random([1, 5, 5, 9], from: -3, to: 3, seed: 2)]),
    ]
  }
}

extension Tanh: SmoothOperator {
  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    // 1 − y².
    try graph.apply(Subtract(), graph.number(1, like: y), try graph.squared(y))
  }
}

extension Tanh: PlainONNX {}
