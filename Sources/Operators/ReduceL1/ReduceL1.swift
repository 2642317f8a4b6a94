package import Graphs
import Tensors

/// The sum of magnitudes along axes: `Σ |x|`.
///
/// - Source: ONNX ReduceL1-18.
package struct ReduceL1: ReductionOperator {
  package let axes: [Int]
  package let keepsAxes: Bool

  /// - Parameter axes: none means all.
  package init(axes: [Int], keepsAxes: Bool) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  package static let keepsSingles = false

  package func reduced(_ elements: [Double]) -> Double { elements.reduce(0) { $0 + abs($1) } }
  package func reduced(_ elements: [Int128], in range: ClosedRange<Int128>) -> Int128 {
    elements.reduce(0) { $0 &+ ($1 < 0 ? 0 &- $1 : $1) }
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "last axis", ReduceL1(axes: [-1], keepsAxes: false), [.random([3, 35], from: -1, to: 1, seed: 2)]),
      OperatorSample(
        "everything", ReduceL1(axes: [], keepsAxes: true), [.random([3, 5, 2], from: -1, to: 1, seed: 3)]),
      OperatorSample(
        "apart", ReduceL1(axes: [0, 2], keepsAxes: true), [.random([3, 5, 4], from: -1, to: 1, seed: 5)]),
    ]
  }
}

extension ReduceL1: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    return [try graph.apply(ReduceSum(axes: axes, keepsAxes: keepsAxes), try graph.apply(Abs(), x))]
  }
}
