package import Graphs
package import Kernels
import Tensors

/// Logistic function: `y = 1 / (1 + exp(−x))`.
///
/// - Source: ONNX Sigmoid-13.
package struct Sigmoid: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.sigmoid(x) }
  package var function: UnaryFunction? { .sigmoid }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Sigmoid(), [.random([67], from: -6, to: 6, seed: 1)]),
      OperatorSample("image", Sigmoid(), [.random([1, 5, 5, 9], from: -6, to: 6, seed: 2)]),
    ]
  }
}

extension Sigmoid: SmoothOperator {
  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    // y · (1 − y).
    try graph.apply(Multiply(), y, try graph.apply(Subtract(), graph.number(1, like: y), y))
  }
}

extension Sigmoid: PlainONNX {}
