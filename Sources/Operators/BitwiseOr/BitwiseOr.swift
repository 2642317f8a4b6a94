package import Graphs
import Tensors

/// The bits that at least one of two integers has.
///
/// - Source: ONNX BitwiseOr-18.
package struct BitwiseOr: IntegerOperator {
  package init() {}

  package static let kinds = ElementKinds.integers
  package func integer(_ a: Int128, _ b: Int128) -> Int128 { a | b }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("bytes", BitwiseOr(), [Tensor([UInt8(12), 255, 7]), Tensor([UInt8(10), 129, 0])]),
      OperatorSample("signed", BitwiseOr(), [Tensor([Int32(-1), 12, -8]), Tensor([Int32(5)])]),
    ]
  }
}

extension BitwiseOr: NonDifferentiable {
  package static let reasonWithoutGradient = "its inputs are integers"
}

extension BitwiseOr: PlainONNX {
  package static var onnxVersion: Int { 18 }
}
