package import Graphs
import Tensors

/// The angle from −π/2 to π/2 whose tangent is `x`.
///
/// - Source: ONNX Atan-22.
package struct Atan: SmoothOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.atan(x) }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    // 1/(1 + x²).
    try graph.apply(Reciprocal(), try graph.shifted(try graph.squared(x), by: 1))
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Atan(), [.random([67], from: -3, to: 3, seed: 1)]),
      OperatorSample("image", Atan(), [.random([1, 5, 5, 9], from: -3, to: 3, seed: 2)]),
    ]
  }
}

extension Atan: PlainONNX {}
