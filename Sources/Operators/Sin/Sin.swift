package import Graphs
import Tensors

/// Sine of an angle in radians: `y = sin(x)`.
///
/// - Source: ONNX Sin-22.
package struct Sin: SmoothOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.sin(x) }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    try graph.apply(Cos(), x)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Sin(), [.random([67], from: -6, to: 6, seed: 1)]),
      OperatorSample("image", Sin(), [.random([1, 5, 5, 9], from: -6, to: 6, seed: 2)]),
    ]
  }
}

extension Sin: PlainONNX {}
