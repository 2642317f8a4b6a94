package import Graphs
import Tensors

/// The number whose hyperbolic sine is `x`.
///
/// - Source: ONNX Asinh-22.
package struct Asinh: SmoothOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.asinh(x) }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    // 1/√(x² + 1).
    let root = try graph.apply(Sqrt(), try graph.shifted(try graph.squared(x), by: 1))
    return try graph.apply(Reciprocal(), root)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Asinh(), [.random([67], from: -3, to: 3, seed: 1)]),
      OperatorSample("image", Asinh(), [.random([1, 5, 5, 9], from: -3, to: 3, seed: 2)]),
    ]
  }
}

extension Asinh: PlainONNX {}
