package import Graphs
package import Kernels
import Tensors

/// `y = 1/x`, with IEEE results for 0.
///
/// - Source: ONNX Reciprocal-13.
package struct Reciprocal: SmoothOperator {
  package init() {}

  package func value(_ x: Double) -> Double { 1 / x }
  package var function: UnaryFunction? { .reciprocal }

  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    // −y².
    try graph.scaled(try graph.squared(y), by: -1)
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Reciprocal(), [.random([67], from: 0.5, to: 2, seed: 1)]),
      OperatorSample("image", Reciprocal(), [.random([1, 5, 5, 9], from: 0.5, to: 2, seed: 2)]),
    ]
  }
}

extension Reciprocal: PlainONNX {}
