package import Graphs
import Tensors

/// Hyperbolic sine: `y = (exp(x) − exp(−x))/2`.
///
/// - Source: ONNX Sinh-22.
package struct Sinh: SmoothOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.sinh(x) }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    try graph.apply(Cosh(), x)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Sinh(), [.random([67], from: -2, to: 2, seed: 1)]),
      OperatorSample("image", Sinh(), [.random([1, 5, 5, 9], from: -2, to: 2, seed: 2)]),
    ]
  }
}

extension Sinh: PlainONNX {}
