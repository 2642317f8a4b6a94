package import Graphs
package import Kernels
import Tensors

/// Natural logarithm: `y = log(x)`; NaN below 0, −∞ at 0.
///
/// - Source: ONNX Log-13.
package struct Log: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.log(x) }
  package var function: UnaryFunction? { .log }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Log(), [.random([67], from: 0.5, to: 4, seed: 1)]),
      OperatorSample("image", Log(), [.random([1, 5, 5, 9], from: 0.5, to: 4, seed: 2)]),
    ]
  }
}

extension Log: SmoothOperator {
  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    try graph.apply(Divide(), graph.number(1, like: x), x)
  }
}

extension Log: PlainONNX {}
