import CKernels
package import Tensors

/// A float32 function of one number.
package enum UnaryFunction: Hashable, Sendable {
  case clamp(low: Float, high: Float)
  case sigmoid, tanh, exp, log, sqrt, reciprocal, negate, absolute, square, erf, gelu, silu

  fileprivate var code: UInt32 {
    switch self {
    case .clamp: UInt32(KEIRYO_CLAMP)
    case .sigmoid: UInt32(KEIRYO_SIGMOID)
    case .tanh: UInt32(KEIRYO_TANH)
    case .exp: UInt32(KEIRYO_EXP)
    case .log: UInt32(KEIRYO_LOG)
    case .sqrt: UInt32(KEIRYO_SQRT)
    case .reciprocal: UInt32(KEIRYO_RECIPROCAL)
    case .negate: UInt32(KEIRYO_NEGATE)
    case .absolute: UInt32(KEIRYO_ABSOLUTE)
    case .square: UInt32(KEIRYO_SQUARE)
    case .erf: UInt32(KEIRYO_ERF)
    case .gelu: UInt32(KEIRYO_GELU)
    case .silu: UInt32(KEIRYO_SILU)
    }
  }

  var name: String {
    if case .clamp = self { "clamp" } else { "\(self)" }
  }
}

/// A float32 function of two numbers.
package enum BinaryFunction: String, Hashable, Sendable, CaseIterable {
  case add, subtract, multiply, divide, maximum, minimum

  fileprivate var code: UInt32 {
    switch self {
    case .add: UInt32(KEIRYO_ADD)
    case .subtract: UInt32(KEIRYO_SUBTRACT)
    case .multiply: UInt32(KEIRYO_MULTIPLY)
    case .divide: UInt32(KEIRYO_DIVIDE)
    case .maximum: UInt32(KEIRYO_MAXIMUM)
    case .minimum: UInt32(KEIRYO_MINIMUM)
    }
  }
}

extension KernelCall {
  /// `y[i] = f(x[i])` in float32. Buffers: x, y (may be x).
  ///
  /// Relative error of exp below 4·10⁻⁷ (results below 1.3·10⁻³⁸ become 0), absolute error of tanh below 5·10⁻⁷, of erf
  /// below 4·10⁻⁷, of sigmoid below 3·10⁻⁷; error of log below 2.4·10⁻⁷ and of silu below 3·10⁻⁷ of the larger of 1 and
  /// the result, of gelu below 3·10⁻⁷ of the larger of 1 and |x|. NaN gives NaN.
  package static func unary(
    _ function: UnaryFunction, count: Int, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard count >= 0 else { return nil }
    let p = keiryo_f32_unary(function, count: count, instructionSet)
    return KernelCall(keiryo_f32_unary_run, p, name: "\(function.name)_f32__\(instructionSet.loopsName)")
  }

  /// `y = clamp(f(a, b))` with NumPy broadcasting. Buffers: a, b, y (may be an operand of the same shape).
  package static func binary(
    _ function: BinaryFunction, a: Shape, b: Shape, clamp: ClosedRange<Float>? = nil,
    instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard let axes = BroadcastAxes(a, b) else { return nil }
    var p = keiryo_f32_binary()
    p.loops = instructionSet.loops
    p.function = function.code
    p.rank = axes.extents.count
    withUnsafeMutableBytes(of: &p.extents) { $0.copyBytes(from: axes.extents.bytes) }
    withUnsafeMutableBytes(of: &p.a_strides) { $0.copyBytes(from: axes.aStrides.bytes) }
    withUnsafeMutableBytes(of: &p.b_strides) { $0.copyBytes(from: axes.bStrides.bytes) }
    p.low = clamp?.lowerBound ?? -.infinity
    p.high = clamp?.upperBound ?? .infinity
    return KernelCall(keiryo_f32_binary_run, p, name: "\(function.rawValue)_f32__\(instructionSet.loopsName)")
  }

  /// `y = g` where `low < x < high`, 0 elsewhere. Buffers: x, g, y (may be x or g).
  package static func clampGradient(
    low: Float, high: Float, count: Int, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard count >= 0 else { return nil }
    let p = keiryo_f32_clamp_gradient(loops: instructionSet.loops, count: count, low: low, high: high)
    return KernelCall(keiryo_f32_clamp_gradient_run, p, name: "clamp_gradient_f32__\(instructionSet.loopsName)")
  }
}

extension keiryo_f32_unary {
  init(_ function: UnaryFunction, count: Int, _ instructionSet: InstructionSet) {
    self.init()
    loops = instructionSet.loops
    self.function = function.code
    self.count = count
    if case .clamp(let low, let high) = function { (self.low, self.high) = (low, high) }
  }
}

/// The axes of a broadcast result, neighbours merged where both operands allow it.
struct BroadcastAxes {
  private(set) var extents: [Int] = []
  private(set) var aStrides: [Int] = []
  private(set) var bStrides: [Int] = []

  /// `nil` when the shapes do not broadcast or the result has more than 8 axes or no elements.
  init?(_ a: Shape, _ b: Shape) {
    guard let shape = a.broadcast(with: b), shape.rank <= Shape.maximumRank, shape.count > 0 else { return nil }
    let (fromA, fromB) = (Self.strides(of: a, in: shape), Self.strides(of: b, in: shape))
    for axis in 0..<shape.rank where shape[axis] > 1 {
      let extent = shape[axis]
      if let last = extents.indices.last, aStrides[last] == fromA[axis] * extent, bStrides[last] == fromB[axis] * extent
      {
        extents[last] *= extent
        (aStrides[last], bStrides[last]) = (fromA[axis], fromB[axis])
      } else {
        extents.append(extent)
        aStrides.append(fromA[axis])
        bStrides.append(fromB[axis])
      }
    }
    if extents.isEmpty { (extents, aStrides, bStrides) = ([1], [1], [1]) }
  }

  private static func strides(of shape: Shape, in result: Shape) -> [Int] {
    let missing = result.rank - shape.rank
    let own = shape.strides
    return (0..<result.rank).map { $0 < missing || shape[$0 - missing] == 1 ? 0 : own[$0 - missing] }
  }
}

extension [Int] {
  /// The native bytes of the elements.
  var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}
