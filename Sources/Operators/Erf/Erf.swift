package import Graphs
package import Kernels
import Tensors

/// Error function: `y = 2/√π · ∫₀ˣ exp(−t²) dt`.
///
/// - Source: ONNX Erf-13.
package struct Erf: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.erf(x) }
  package var function: UnaryFunction? { .erf }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Erf(), [.random([67], from: -5, to: 5, seed: 1)]),
      OperatorSample("matrix", Erf(), [.random([3, 35], from: -1, to: 1, seed: 2)]),
    ]
  }
}

extension Erf: SmoothOperator {
  package func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID {
    // 2/√π · exp(−x²).
    let bell = try graph.apply(Exp(), try graph.scaled(try graph.squared(x), by: -1))
    return try graph.scaled(bell, by: 1.128_379_2)
  }
}

extension Erf: PlainONNX {}
