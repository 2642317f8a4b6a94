package import Graphs
import Tensors

/// The bits that both integers have.
///
/// - Source: ONNX BitwiseAnd-18.
package struct BitwiseAnd: IntegerOperator {
  package init() {}

  package static let kinds = ElementKinds.integers
  package func integer(_ a: Int128, _ b: Int128) -> Int128 { a & b }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("bytes", BitwiseAnd(), [Tensor([UInt8(12), 255, 7]), Tensor([UInt8(10), 129, 0])]),
      OperatorSample("signed", BitwiseAnd(), [Tensor([Int32(-1), 12, -8]), Tensor([Int32(5)])]),
    ]
  }
}

extension BitwiseAnd: NonDifferentiable {
  package static let reasonWithoutGradient = "its inputs are integers"
}

extension BitwiseAnd: PlainONNX {
  package static var onnxVersion: Int { 18 }
}
