package import Graphs
import Tensors

/// The angle from −π/2 to π/2 whose sine is `x`; NaN outside [−1, 1].
///
/// - Source: ONNX Asin-22.
package struct Asin: SmoothOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.asin(x) }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    // 1/√(1 − x²).
    try graph.apply(
      Reciprocal(), try graph.apply(Sqrt(), try graph.shifted(try graph.scaled(try graph.squared(x), by: -1), by: 1)))
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Asin(), [.random([67], from: -0.75, to: 0.75, seed: 1)]),
      OperatorSample("image", Asin(), [.random([1, 5, 5, 9], from: -0.75, to: 0.75, seed: 2)]),
    ]
  }
}

extension Asin: PlainONNX {}
