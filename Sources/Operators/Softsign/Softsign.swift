package import Graphs
import Tensors

/// `y = x / (1 + |x|)`.
///
/// - Source: Turian et al. 2009; ONNX Softsign-22.
package struct Softsign: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { x / (1 + abs(x)) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Softsign(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", Softsign(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension Softsign: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    return [try graph.apply(Divide(), x, try graph.shifted(try graph.apply(Abs(), x), by: 1))]
  }
}

extension Softsign: PlainONNX {}
