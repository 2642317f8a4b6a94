package import Graphs
import Tensors

/// A smooth rectifier: `y = log(1 + exp(x))`.
///
/// - Source: Dugas et al. 2000; ONNX Softplus-22.
package struct Softplus: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { ScalarMath.softplus(x) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Softplus(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", Softplus(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension Softplus: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    // max(x, 0) + log(1 + exp(−|x|)) does not overflow.
    let decay = try graph.apply(Exp(), try graph.scaled(try graph.apply(Abs(), x), by: -1))
    let rest = try graph.apply(Log(), try graph.shifted(decay, by: 1))
    return [try graph.apply(Add(), try graph.apply(Relu(), x), rest)]
  }
}

extension Softplus: PlainONNX {}
