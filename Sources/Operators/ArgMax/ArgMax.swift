package import Graphs
import Tensors

/// The position of the largest element along an axis, as int64; of several the first or the last.
///
/// - Source: ONNX ArgMax-13.
package struct ArgMax: PositionOperator {
  package let axis: Int
  package let keepsAxis: Bool
  package let takesLast: Bool

  package init(axis: Int, keepsAxis: Bool, takesLast: Bool = false) {
    self.axis = axis
    self.keepsAxis = keepsAxis
    self.takesLast = takesLast
  }

  package func prefers<Number: Comparable>(_ a: Number, to b: Number) -> Bool { a > b }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("classes", ArgMax(axis: -1, keepsAxis: false), [.random([3, 10], seed: 1)]),
      OperatorSample("channels", ArgMax(axis: 1, keepsAxis: true), [.random([2, 7, 3], seed: 2)]),
      OperatorSample(
        "last of equals", ArgMax(axis: 0, keepsAxis: false, takesLast: true), [Tensor([Int32(2), 1, 2, 1])]),
    ]
  }
}
