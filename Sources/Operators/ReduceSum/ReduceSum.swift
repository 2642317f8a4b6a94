package import Graphs
package import Kernels
import Tensors

/// The sum along axes.
///
/// - Source: ONNX ReduceSum-13.
package struct ReduceSum: ReductionOperator {
  package let axes: [Int]
  package let keepsAxes: Bool

  /// - Parameter axes: none means all.
  package init(axes: [Int], keepsAxes: Bool) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  package static let kind: ReductionKind? = .sum
  package static let axesInputVersion = 13

  package func reduced(_ elements: [Double]) -> Double { elements.reduce(0, +) }
  package func reduced(_ elements: [Int128], in range: ClosedRange<Int128>) -> Int128 { elements.reduce(0, &+) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "image to channels", ReduceSum(axes: [1, 2], keepsAxes: true), [.random([2, 5, 7, 17], seed: 1)]),
      OperatorSample("last axis", ReduceSum(axes: [-1], keepsAxes: false), [.random([3, 35], seed: 2)]),
      OperatorSample("everything", ReduceSum(axes: [], keepsAxes: false), [.random([3, 5, 2], seed: 3)]),
      OperatorSample("outer axes", ReduceSum(axes: [0, 1], keepsAxes: false), [.random([3, 5, 9], seed: 4)]),
      OperatorSample("apart", ReduceSum(axes: [0, 2], keepsAxes: true), [.random([3, 5, 4], seed: 5)]),
    ]
  }
}

extension ReduceSum: Differentiable {
  /// `dy` repeated along the reduced axes.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    try repeated(call, gradients, wanted, factor: { _ in 1 }, in: &graph)
  }
}
