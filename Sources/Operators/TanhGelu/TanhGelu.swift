package import Graphs
import Tensors

/// The Gaussian error linear unit by a hyperbolic tangent: `y = x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³)))`.
///
/// - Source: Hendrycks & Gimpel 2016 (arXiv 1606.08415); ONNX Gelu-20 with `approximate` tanh, which ``Gelu`` reads.
package struct TanhGelu: UnaryOperator {
  package init() {}

  /// √(2/π).
  private static let slope = (2 / Double.pi).squareRoot()

  package func value(_ x: Double) -> Double {
    0.5 * x * (1 + ScalarMath.tanh(TanhGelu.slope * (x + 0.044_715 * x * x * x)))
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", TanhGelu(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", TanhGelu(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension TanhGelu: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let cube = try graph.apply(Multiply(), try graph.squared(x), x)
    let argument = try graph.apply(Add(), x, try graph.scaled(cube, by: 0.044_715))
    let gate = try graph.apply(Tanh(), try graph.scaled(argument, by: Float(TanhGelu.slope)))
    return [try graph.apply(Multiply(), try graph.scaled(x, by: 0.5), try graph.shifted(gate, by: 1))]
  }
}
