package import Graphs
package import Kernels
package import Tensors

/// An operator that maps every two elements that NumPy broadcasting brings together, both of one type, to one of that
/// type: `y = f(a, b)`.
package protocol BinaryOperator: Accelerated {
  /// By default reals and integers.
  static var kinds: ElementKinds { get }
  func value(_ a: Double, _ b: Double) -> Double
  /// Of integers and truth values; stored with the low bits of the result.
  func integer(_ a: Int128, _ b: Int128) -> Int128
  /// The float32 kernel, `nil` when there is none.
  var function: BinaryFunction? { get }
}

extension BinaryOperator {
  package static var kinds: ElementKinds { .numbers }
  package static var hasScalarParameters: Bool { false }
  package var function: BinaryFunction? { nil }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    [try Broadcasting.outputType(inputs, Self.kinds)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    [try Broadcasting.map(inputs, as: try inputs.tensor(0).element, real: value, integer: integer)]
  }

  package func kernel(for request: KernelRequest) -> KernelBinding? {
    function.flatMap { ElementwiseKernels.binary($0, request) }
  }
}

/// A binary operator of integers or truth values only.
package protocol IntegerOperator: BinaryOperator {}

extension IntegerOperator {
  package func value(_ a: Double, _ b: Double) -> Double { .nan }
}

/// A comparison of every two elements that NumPy broadcasting brings together; the result is truth values.
package protocol ComparisonOperator: NonDifferentiable, ElementwiseONNX {
  /// By default reals and integers.
  static var kinds: ElementKinds { get }
  func holds<Number: Comparable>(_ a: Number, _ b: Number) -> Bool
}

extension ComparisonOperator {
  package static var kinds: ElementKinds { .numbers }
  package static var reasonWithoutGradient: String { "a truth value does not change smoothly" }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    [TensorType(.bool, try Broadcasting.outputType(inputs, Self.kinds).shape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    [
      try Broadcasting.map(
        inputs, as: .bool, real: { holds($0, $1) ? 1 : 0 }, integer: { holds($0, $1) ? 1 : 0 })
    ]
  }
}
