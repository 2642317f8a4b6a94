package import Graphs
import Tensors

/// Tangent of an angle in radians: `y = tan(x)`.
///
/// - Source: ONNX Tan-22.
package struct Tan: SmoothOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.tan(x) }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    // 1 + y².
    try graph.shifted(try graph.squared(y), by: 1)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Tan(), [.random([67], from: -1, to: 1, seed: 1)]),
      OperatorSample("image", Tan(), [.random([1, 5, 5, 9], from: -1, to: 1, seed: 2)]),
    ]
  }
}

extension Tan: PlainONNX {}
