package import Graphs
import Tensors

/// The sum of the elements so far along an axis: `y_i = Σ_{j ≤ i} x_j`.
///
/// - Source: ONNX CumSum-14 with a known axis.
package struct CumSum: ScanOperator {
  package let axis: Int
  package let isExclusive: Bool
  package let isReversed: Bool

  package init(axis: Int, isExclusive: Bool = false, isReversed: Bool = false) {
    self.axis = axis
    self.isExclusive = isExclusive
    self.isReversed = isReversed
  }

  package func next(_ sum: Double, _ x: Double) -> Double { sum + x }
  package func next(_ sum: Int128, _ x: Int128) -> Int128 { sum &+ x }
  package static let start = 0

  package static var samples: [OperatorSample] {
    [
      OperatorSample("rows", CumSum(axis: -1), [.random([3, 7], from: 0.5, to: 1.5, seed: 1)]),
      OperatorSample(
        "exclusive from the end", CumSum(axis: 0, isExclusive: true, isReversed: true),
        [.random([3, 2, 4], from: 0.5, to: 1.5, seed: 2)]),
      OperatorSample("integers", CumSum(axis: 0), [Tensor([Int32(1), 2, -3, 4])]),
    ]
  }
}

extension CumSum: Differentiable {
  /// `dx` is the sum of `dy` from the other end.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    return [try graph.apply(CumSum(axis: axis, isExclusive: isExclusive, isReversed: !isReversed), dy)]
  }
}
