package import Graphs
import Tensors

/// The number whose hyperbolic tangent is `x`; NaN outside [−1, 1].
///
/// - Source: ONNX Atanh-22.
package struct Atanh: SmoothOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.atanh(x) }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    // 1/(1 − x²).
    try graph.apply(Reciprocal(), try graph.shifted(try graph.scaled(try graph.squared(x), by: -1), by: 1))
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Atanh(), [.random([67], from: -0.75, to: 0.75, seed: 1)]),
      OperatorSample("image", Atanh(), [.random([1, 5, 5, 9], from: -0.75, to: 0.75, seed: 2)]),
    ]
  }
}

extension Atanh: PlainONNX {}
