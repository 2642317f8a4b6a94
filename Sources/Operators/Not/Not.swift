package import Graphs
import Tensors

/// The opposite truth value.
///
/// - Source: ONNX Not-1.
package struct Not: UnaryOperator {
  package init() {}

  package static let kinds = ElementKinds.truthValues
  package func value(_ x: Double) -> Double { .nan }
  package func integer(_ x: Int128) -> Int128 { x ^ 1 }

  package static var samples: [OperatorSample] {
    [OperatorSample("truth values", Not(), [Tensor([true, false, false, true])])]
  }
}

extension Not: NonDifferentiable {
  package static let reasonWithoutGradient = "a truth value does not change smoothly"
}

extension Not: PlainONNX {}
