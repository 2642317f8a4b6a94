package import Graphs
import Tensors

/// Whether both truth values are true.
///
/// - Source: ONNX And-7.
package struct And: IntegerOperator {
  package init() {}

  package static let kinds = ElementKinds.truthValues
  package func integer(_ a: Int128, _ b: Int128) -> Int128 { a & b }

  package static var samples: [OperatorSample] {
    let column = Tensor([true, false]).retyped(TensorType(.bool, [2, 1]))
    return [
      OperatorSample("all pairs", And(), [Tensor([true, true, false, false]), Tensor([true, false, true, false])]),
      OperatorSample("broadcast", And(), [column, Tensor([true, false, true])]),
    ]
  }
}

extension And: NonDifferentiable {
  package static let reasonWithoutGradient = "a truth value does not change smoothly"
}

extension And: PlainONNX {}
