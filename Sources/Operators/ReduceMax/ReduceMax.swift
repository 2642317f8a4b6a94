package import Graphs
package import Kernels
import Tensors

/// The largest element along axes; of truth values, whether any is true. NaN wins.
///
/// - Source: ONNX ReduceMax-20.
package struct ReduceMax: ReductionOperator {
  package let axes: [Int]
  package let keepsAxes: Bool

  /// - Parameter axes: none means all.
  package init(axes: [Int], keepsAxes: Bool) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  package static let kinds = ElementKinds.all
  package static let kind: ReductionKind? = .maximum

  package func reduced(_ elements: [Double]) -> Double {
    elements.reduce(-.infinity) { $1 > $0 || $1.isNaN ? $1 : $0 }
  }
  package func reduced(_ elements: [Int128], in range: ClosedRange<Int128>) -> Int128 {
    elements.max() ?? range.lowerBound
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "image to channels", ReduceMax(axes: [1, 2], keepsAxes: true), [.random([2, 5, 7, 17], seed: 1)]),
      OperatorSample("last axis", ReduceMax(axes: [-1], keepsAxes: false), [.random([3, 35], seed: 2)]),
      OperatorSample("everything", ReduceMax(axes: [], keepsAxes: false), [.random([3, 5, 2], seed: 3)]),
      OperatorSample("outer axes", ReduceMax(axes: [0, 1], keepsAxes: false), [.random([3, 5, 9], seed: 4)]),
      OperatorSample("apart", ReduceMax(axes: [0, 2], keepsAxes: true), [.random([3, 5, 4], seed: 5)]),
    ]
  }
}

extension ReduceMax: NonDifferentiable {
  package static let reasonWithoutGradient = "at a tie it has no single gradient; MaxPool takes the first maximum"
}
