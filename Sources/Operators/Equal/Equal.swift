package import Graphs
import Tensors

/// Whether two elements are equal. NaN compares false with everything.
///
/// - Source: ONNX Equal-19.
package struct Equal: ComparisonOperator, PlainONNX {
  package init() {}

  package static let kinds = ElementKinds.all
  package func holds<Number: Comparable>(_ a: Number, _ b: Number) -> Bool { a == b }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("reals", Equal(), [Tensor([Float(1), 2, 3]), Tensor([Float(2), 2, 2])]),
      OperatorSample("rows", Equal(), [.random([3, 4], seed: 1), .random([4], seed: 2)]),
      OperatorSample("integers", Equal(), [Tensor([Int32(1), -5, 3]), Tensor([Int32(2)])]),
    ]
  }
}
