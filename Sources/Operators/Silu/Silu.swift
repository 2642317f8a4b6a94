package import Graphs
package import Kernels
import Tensors

/// Sigmoid-weighted input: `y = x · 1/(1 + exp(−x))`, also called swish.
///
/// Made by ``GateFusion`` from the two operators that files state; gradient and export follow from them.
/// - Source: Elfwing et al. 2017 (arXiv 1702.03118).
package struct Silu: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { EpilogueFunction.silu.value(x) }
  package var function: UnaryFunction? { .silu }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Silu(), [.random([67], from: -8, to: 8, seed: 1)]),
      OperatorSample("image", Silu(), [.random([1, 5, 5, 9], from: -3, to: 3, seed: 2)]),
    ]
  }
}

extension Silu: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    let x = inputs[0]
    return [try graph.apply(Multiply(), x, try graph.apply(Sigmoid(), x))]
  }
}
