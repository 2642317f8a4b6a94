package import Graphs
package import Kernels
import Tensors

/// Square root: `y = √x`, NaN below 0.
///
/// - Source: ONNX Sqrt-13.
package struct Sqrt: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { x.squareRoot() }
  package var function: UnaryFunction? { .sqrt }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Sqrt(), [.random([67], from: 0.25, to: 9, seed: 1)]),
      OperatorSample("matrix", Sqrt(), [.random([3, 35], from: 1, to: 2, seed: 2)]),
    ]
  }
}

extension Sqrt: SmoothOperator {
  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    // 1/(2y).
    try graph.apply(Divide(), graph.number(0.5, like: y), y)
  }
}

extension Sqrt: PlainONNX {}
