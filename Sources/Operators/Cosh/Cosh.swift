package import Graphs
import Tensors

/// Hyperbolic cosine: `y = (exp(x) + exp(−x))/2`.
///
/// - Source: ONNX Cosh-22.
package struct Cosh: SmoothOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.cosh(x) }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    try graph.apply(Sinh(), x)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Cosh(), [.random([67], from: -2, to: 2, seed: 1)]),
      OperatorSample("image", Cosh(), [.random([1, 5, 5, 9], from: -2, to: 2, seed: 2)]),
    ]
  }
}

extension Cosh: PlainONNX {}
