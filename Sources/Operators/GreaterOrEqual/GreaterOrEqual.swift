package import Graphs
import Tensors

/// Whether the first element is not the smaller. NaN compares false with everything.
///
/// - Source: ONNX GreaterOrEqual-16.
package struct GreaterOrEqual: ComparisonOperator, PlainONNX {
  package init() {}

  package func holds<Number: Comparable>(_ a: Number, _ b: Number) -> Bool { a >= b }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("reals", GreaterOrEqual(), [Tensor([Float(1), 2, 3]), Tensor([Float(2), 2, 2])]),
      OperatorSample("rows", GreaterOrEqual(), [.random([3, 4], seed: 1), .random([4], seed: 2)]),
      OperatorSample("integers", GreaterOrEqual(), [Tensor([Int32(1), -5, 3]), Tensor([Int32(2)])]),
    ]
  }
}
