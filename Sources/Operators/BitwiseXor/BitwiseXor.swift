package import Graphs
import Tensors

/// The bits that exactly one of two integers has.
///
/// - Source: ONNX BitwiseXor-18.
package struct BitwiseXor: IntegerOperator {
  package init() {}

  package static let kinds = ElementKinds.integers
  package func integer(_ a: Int128, _ b: Int128) -> Int128 { a ^ b }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("bytes", BitwiseXor(), [Tensor([UInt8(12), 255, 7]), Tensor([UInt8(10), 129, 0])]),
      OperatorSample("signed", BitwiseXor(), [Tensor([Int32(-1), 12, -8]), Tensor([Int32(5)])]),
    ]
  }
}

extension BitwiseXor: NonDifferentiable {
  package static let reasonWithoutGradient = "its inputs are integers"
}

extension BitwiseXor: PlainONNX {
  package static var onnxVersion: Int { 18 }
}
