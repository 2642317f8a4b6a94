package import Graphs
package import Tensors

/// Whether an element is no number.
///
/// - Input: reals. Output: truth values of the same shape.
/// - Source: ONNX IsNaN-20.
package struct IsNaN: Operator {
  package init() {}

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    return [TensorType(.bool, try TypeChecks.element(inputs, 0, .reals).shape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    return [try Tensor(x.numbers.reals.map(\.isNaN), shape: x.shape)]
  }

  package static var samples: [OperatorSample] {
    [OperatorSample("both", IsNaN(), [Tensor([Float(1), .nan, -.infinity, 0])])]
  }
}

extension IsNaN: NonDifferentiable {
  package static let reasonWithoutGradient = "a truth value does not change smoothly"
}

extension IsNaN: PlainONNX {}
