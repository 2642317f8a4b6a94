package import Graphs
import Tensors

/// The logarithm of the sum along axes: `log Σ x`; −∞ of none.
///
/// - Source: ONNX ReduceLogSum-18.
package struct ReduceLogSum: ReductionOperator {
  package let axes: [Int]
  package let keepsAxes: Bool

  /// - Parameter axes: none means all.
  package init(axes: [Int], keepsAxes: Bool) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  package static let kinds = ElementKinds.reals
  package static let keepsSingles = false

  package func reduced(_ elements: [Double]) -> Double { ScalarMath.log(elements.reduce(0, +)) }
  package func reduced(_ elements: [Int128], in range: ClosedRange<Int128>) -> Int128 { 0 }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "last axis", ReduceLogSum(axes: [-1], keepsAxes: false), [.random([3, 35], from: 0.25, to: 2, seed: 2)]),
      OperatorSample(
        "everything", ReduceLogSum(axes: [], keepsAxes: true), [.random([3, 5, 2], from: 0.25, to: 2, seed: 3)]),
      OperatorSample(
        "apart", ReduceLogSum(axes: [0, 2], keepsAxes: true), [.random([3, 5, 4], from: 0.25, to: 2, seed: 5)]),
    ]
  }
}

extension ReduceLogSum: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    return [try graph.apply(Log(), try graph.apply(ReduceSum(axes: axes, keepsAxes: keepsAxes), x))]
  }
}
