package import Graphs
import Tensors

/// `y = x · min(max(x/6 + ½, 0), 1)`, a swish without exponentials.
///
/// - Source: Howard et al. 2019 (arXiv 1905.02244); ONNX HardSwish-22.
package struct HardSwish: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { x * min(max(x / 6 + 0.5, 0), 1) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", HardSwish(), [.random([67], from: -4, to: 4, seed: 1)]),
      OperatorSample("image", HardSwish(), [.random([1, 5, 5, 9], from: -4, to: 4, seed: 2)]),
    ]
  }
}

extension HardSwish: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    return [try graph.apply(Multiply(), x, try graph.apply(HardSigmoid(alpha: 1 / 6), x))]
  }
}

extension HardSwish: PlainONNX {}
