package import Graphs
package import Tensors

/// Whether an element is infinite, of a wanted sign.
///
/// - Input: reals. Output: truth values of the same shape.
/// - Source: ONNX IsInf-20.
package struct IsInf: Operator {
  package let detectsNegative: Bool
  package let detectsPositive: Bool

  package init(detectsNegative: Bool = true, detectsPositive: Bool = true) {
    self.detectsNegative = detectsNegative
    self.detectsPositive = detectsPositive
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    return [TensorType(.bool, try TypeChecks.element(inputs, 0, .reals).shape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let found = x.numbers.reals.map { ($0 == .infinity && detectsPositive) || ($0 == -.infinity && detectsNegative) }
    return [try Tensor(found, shape: x.shape)]
  }

  package static var samples: [OperatorSample] {
    let x = Tensor([Float(1), .nan, -.infinity, .infinity])
    return [
      OperatorSample("both signs", IsInf(), [x]), OperatorSample("above", IsInf(detectsNegative: false), [x]),
    ]
  }
}

extension IsInf: NonDifferentiable {
  package static let reasonWithoutGradient = "a truth value does not change smoothly"
}

extension IsInf: ElementwiseONNX {
  package init(onnx node: ForeignNode) {
    self.init(
      detectsNegative: node.int("detect_negative", default: 1) != 0,
      detectsPositive: node.int("detect_positive", default: 1) != 0)
  }

  package var onnxAttributes: [String: ForeignAttribute] {
    ["detect_negative": .int(detectsNegative ? 1 : 0), "detect_positive": .int(detectsPositive ? 1 : 0)]
  }
}
