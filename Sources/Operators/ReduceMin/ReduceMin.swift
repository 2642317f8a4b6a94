package import Graphs
import Tensors

/// The smallest element along axes; of truth values, whether all are true. NaN wins.
///
/// - Source: ONNX ReduceMin-20.
package struct ReduceMin: ReductionOperator {
  package let axes: [Int]
  package let keepsAxes: Bool

  /// - Parameter axes: none means all.
  package init(axes: [Int], keepsAxes: Bool) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  package static let kinds = ElementKinds.all

  package func reduced(_ elements: [Double]) -> Double {
    elements.reduce(.infinity) { $1 < $0 || $1.isNaN ? $1 : $0 }
  }
  package func reduced(_ elements: [Int128], in range: ClosedRange<Int128>) -> Int128 {
    elements.min() ?? range.upperBound
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "last axis", ReduceMin(axes: [-1], keepsAxes: false), [.random([3, 35], from: -1, to: 1, seed: 2)]),
      OperatorSample(
        "everything", ReduceMin(axes: [], keepsAxes: true), [.random([3, 5, 2], from: -1, to: 1, seed: 3)]),
      OperatorSample(
        "apart", ReduceMin(axes: [0, 2], keepsAxes: true), [.random([3, 5, 4], from: -1, to: 1, seed: 5)]),
    ]
  }
}

extension ReduceMin: NonDifferentiable {
  package static let reasonWithoutGradient = "at a tie it has no single gradient"
}
