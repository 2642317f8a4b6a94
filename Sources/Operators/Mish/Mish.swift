package import Graphs
import Tensors

/// `y = x · tanh(log(1 + exp(x)))`.
///
/// - Source: Misra 2019 (arXiv 1908.08681); ONNX Mish-22.
package struct Mish: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { x * ScalarMath.tanh(ScalarMath.softplus(x)) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Mish(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", Mish(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension Mish: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let gate = try graph.apply(Tanh(), try graph.apply(Softplus(), x))
    return [try graph.apply(Multiply(), x, gate)]
  }
}

extension Mish: PlainONNX {
  package static var onnxVersion: Int { 18 }
}
