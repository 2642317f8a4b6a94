package import Graphs
import Tensors

/// Cosine of an angle in radians: `y = cos(x)`.
///
/// - Source: ONNX Cos-22.
package struct Cos: SmoothOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.cos(x) }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    try graph.scaled(try graph.apply(Sin(), x), by: -1)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Cos(), [.random([67], from: -6, to: 6, seed: 1)]),
      OperatorSample("image", Cos(), [.random([1, 5, 5, 9], from: -6, to: 6, seed: 2)]),
    ]
  }
}

extension Cos: PlainONNX {}
