package import Graphs
import Tensors

/// Every bit of an integer inverted.
///
/// - Source: ONNX BitwiseNot-18.
package struct BitwiseNot: UnaryOperator {
  package init() {}

  package static let kinds = ElementKinds.integers
  package func value(_ x: Double) -> Double { .nan }
  package func integer(_ x: Int128) -> Int128 { ~x }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("bytes", BitwiseNot(), [Tensor([UInt8(0), 1, 128, 255])]),
      OperatorSample("signed", BitwiseNot(), [Tensor([Int32(0), -1, 7])]),
    ]
  }
}

extension BitwiseNot: NonDifferentiable {
  package static let reasonWithoutGradient = "its inputs are integers"
}

extension BitwiseNot: PlainONNX {
  package static var onnxVersion: Int { 18 }
}
