public import Tensors

/// What every operator says of itself. A value of the conforming type carries the attributes.
///
/// The plain ``reference(_:)`` is the definition: kernels, fused forms, gradients and quantized forms are measured
/// against it. Everything else an operator may know is a capability with a fallback: ``Decomposable``,
/// ``Differentiable``, ``Accelerated``, ``ONNXConvertible``, ``Costed``, ``Simplifiable``.
public protocol Operator: Hashable, Sendable {
  /// The folder's and the type's name.
  static var name: String { get }

  /// True when the operator moves or selects stored elements without doing arithmetic on them, so that codes pass
  /// through unchanged with their quantization.
  var actsOnCodes: Bool { get }

  /// Types of the outputs, given the types of the inputs (`nil` = absent). Quantized inputs arrive as the float32
  /// types they stand for, unless the operator ``actsOnCodes``.
  func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType]

  /// The result by plain loops in float32. Called only with inputs that ``outputTypes(for:)`` accepts.
  func reference(_ inputs: [Tensor?]) throws -> [Tensor]

  /// Inputs of trained weights, when the operator has such: what training updates and pruning slices.
  static var parameterInputs: [Int] { get }

  /// Whether a float32 constant in such an input is a weight that training updates. Factors and masks of a formula,
  /// which sums and products take in the same place, are none.
  static func isWeight(_ constant: Tensor) -> Bool

  /// A handful of example calls. Conformance laws, benchmarks and pages read them.
  static var samples: [OperatorSample] { get }
}

extension Operator {
  public static var name: String { String(describing: Self.self) }
  public var actsOnCodes: Bool { false }
  public static var parameterInputs: [Int] { [] }
  public static func isWeight(_ constant: Tensor) -> Bool { true }
}

/// One example call of an operator.
public struct OperatorSample: Sendable {
  public let title: String
  public let op: any Operator
  public let inputs: [Tensor?]
  /// Largest allowed difference of a kernel from the reference, relative to the largest magnitude of the result.
  public let tolerance: Float

  /// - Parameter tolerance: by default 2⁻¹⁸, a float32 sum of some hundred terms in another order.
  public init(_ title: String, _ op: any Operator, _ inputs: [Tensor?], tolerance: Float = 0x1p-18) {
    self.title = title
    self.op = op
    self.inputs = inputs
    self.tolerance = tolerance
  }
}
