package import Graphs
import Tensors

/// The angle from 0 to π whose cosine is `x`; NaN outside [−1, 1].
///
/// - Source: ONNX Acos-22.
package struct Acos: SmoothOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.acos(x) }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    // −1/√(1 − x²).
    let root = try graph.apply(Sqrt(), try graph.shifted(try graph.scaled(try graph.squared(x), by: -1), by: 1))
    return try graph.scaled(try graph.apply(Reciprocal(), root), by: -1)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Acos(), [.random([67], from: -0.75, to: 0.75, seed: 1)]),
      OperatorSample("image", Acos(), [.random([1, 5, 5, 9], from: -0.75, to: 0.75, seed: 2)]),
    ]
  }
}

extension Acos: PlainONNX {}
