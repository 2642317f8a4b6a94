package import Graphs
import Tensors

/// Remainder of a division, with NumPy broadcasting: of the sign of the divisor, or of the dividend as C's `fmod`.
///
/// An integer divided by 0 leaves 0 (ONNX leaves that open).
/// - Source: ONNX Mod-13.
package struct Mod: BinaryOperator {
  /// True for the sign of the dividend.
  package let followsDividend: Bool

  package init(followsDividend: Bool = false) { self.followsDividend = followsDividend }

  package func value(_ a: Double, _ b: Double) -> Double {
    let rest = a.truncatingRemainder(dividingBy: b)
    return followsDividend || rest == 0 || (rest < 0) == (b < 0) ? rest : rest + b
  }

  package func integer(_ a: Int128, _ b: Int128) -> Int128 {
    guard b != 0 else { return 0 }
    let rest = a % b
    return followsDividend || rest == 0 || (rest < 0) == (b < 0) ? rest : rest + b
  }

  package static var samples: [OperatorSample] {
    let (a, b) = (Tensor([Int32(-4), 7, 5, 4, -7, 8]), Tensor([Int32(2), -3, 8, -2, 3, 5]))
    return [
      OperatorSample("sign of the divisor", Mod(), [a, b]),
      OperatorSample("sign of the dividend", Mod(followsDividend: true), [a, b]),
      OperatorSample(
        "reals", Mod(followsDividend: true), [.random([2, 5], from: -9, to: 9, seed: 1), Tensor([Float(2.5)])]),
    ]
  }
}

extension Mod: NonDifferentiable {
  package static let reasonWithoutGradient = "it jumps at every multiple of the divisor"
}

extension Mod: ElementwiseONNX {
  package init(onnx node: ForeignNode) { self.init(followsDividend: node.int("fmod", default: 0) != 0) }
  package var onnxAttributes: [String: ForeignAttribute] { followsDividend ? ["fmod": .int(1)] : [:] }
}
