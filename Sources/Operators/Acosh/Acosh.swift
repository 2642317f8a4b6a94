package import Graphs
import Tensors

/// The number from 0 on whose hyperbolic cosine is `x`; NaN below 1.
///
/// - Source: ONNX Acosh-22.
package struct Acosh: SmoothOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.acosh(x) }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    // 1/√(x² − 1).
    let root = try graph.apply(Sqrt(), try graph.shifted(try graph.squared(x), by: -1))
    return try graph.apply(Reciprocal(), root)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Acosh(), [.random([67], from: 1.5, to: 4, seed: 1)]),
      OperatorSample("image", Acosh(), [.random([1, 5, 5, 9], from: 1.5, to: 4, seed: 2)]),
    ]
  }
}

extension Acosh: PlainONNX {}
