package import Graphs
import Tensors

/// The product of the elements so far along an axis: `y_i = Π_{j ≤ i} x_j`.
///
/// - Source: ONNX CumProd-26 with a known axis.
package struct CumProd: ScanOperator {
  package let axis: Int
  package let isExclusive: Bool
  package let isReversed: Bool

  package init(axis: Int, isExclusive: Bool = false, isReversed: Bool = false) {
    self.axis = axis
    self.isExclusive = isExclusive
    self.isReversed = isReversed
  }

  package func next(_ sum: Double, _ x: Double) -> Double { sum * x }
  package func next(_ sum: Int128, _ x: Int128) -> Int128 { sum &* x }
  package static let start = 1
  package static var onnxVersion: Int { 26 }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("rows", CumProd(axis: -1), [.random([3, 7], from: 0.5, to: 1.5, seed: 1)]),
      OperatorSample(
        "exclusive from the end", CumProd(axis: 0, isExclusive: true, isReversed: true),
        [.random([3, 2, 4], from: 0.5, to: 1.5, seed: 2)]),
      OperatorSample("integers", CumProd(axis: 0), [Tensor([Int32(1), 2, -3, 4])]),
    ]
  }
}

extension CumProd: NonDifferentiable {
  package static let reasonWithoutGradient = "no lesson or loss trains through a product of elements"
}
