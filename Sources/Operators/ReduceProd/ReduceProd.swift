package import Graphs
import Tensors

/// The product along axes; 1 of none.
///
/// - Source: ONNX ReduceProd-18.
package struct ReduceProd: ReductionOperator {
  package let axes: [Int]
  package let keepsAxes: Bool

  /// - Parameter axes: none means all.
  package init(axes: [Int], keepsAxes: Bool) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  package func reduced(_ elements: [Double]) -> Double { elements.reduce(1, *) }
  package func reduced(_ elements: [Int128], in range: ClosedRange<Int128>) -> Int128 { elements.reduce(1, &*) }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "last axis", ReduceProd(axes: [-1], keepsAxes: false), [.random([3, 35], from: 0.5, to: 1.5, seed: 2)]),
      OperatorSample(
        "everything", ReduceProd(axes: [], keepsAxes: true), [.random([3, 5, 2], from: 0.5, to: 1.5, seed: 3)]),
      OperatorSample(
        "apart", ReduceProd(axes: [0, 2], keepsAxes: true), [.random([3, 5, 4], from: 0.5, to: 1.5, seed: 5)]),
    ]
  }
}

extension ReduceProd: NonDifferentiable {
  package static let reasonWithoutGradient = "no lesson or loss trains through a product of elements"
}
