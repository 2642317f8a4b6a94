package import Graphs
import Tensors

/// Whether exactly one of two truth values is true.
///
/// - Source: ONNX Xor-7.
package struct Xor: IntegerOperator {
  package init() {}

  package static let kinds = ElementKinds.truthValues
  package func integer(_ a: Int128, _ b: Int128) -> Int128 { a ^ b }

  package static var samples: [OperatorSample] {
    let column = Tensor([true, false]).retyped(TensorType(.bool, [2, 1]))
    return [
      OperatorSample("all pairs", Xor(), [Tensor([true, true, false, false]), Tensor([true, false, true, false])]),
      OperatorSample("broadcast", Xor(), [column, Tensor([true, false, true])]),
    ]
  }
}

extension Xor: NonDifferentiable {
  package static let reasonWithoutGradient = "a truth value does not change smoothly"
}

extension Xor: PlainONNX {}
