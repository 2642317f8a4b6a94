package import Graphs
import Tensors

/// Bits of an unsigned integer moved up or down; those that leave it are lost and zeros follow.
///
/// - Source: ONNX BitShift-11.
package struct BitShift: IntegerOperator {
  package let isLeft: Bool

  package init(isLeft: Bool) { self.isLeft = isLeft }

  package static let kinds = ElementKinds.integers
  package func integer(_ a: Int128, _ b: Int128) -> Int128 {
    guard b >= 0, b < 64 else { return 0 }
    return isLeft ? a << b : a >> b
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("left", BitShift(isLeft: true), [Tensor([UInt8(16), 4, 1]), Tensor([UInt8(4), 2, 9])]),
      OperatorSample("right", BitShift(isLeft: false), [Tensor([UInt32(16), 4, 1]), Tensor([UInt32(2)])]),
    ]
  }
}

extension BitShift: NonDifferentiable {
  package static let reasonWithoutGradient = "its inputs are integers"
}

extension BitShift: ElementwiseONNX {
  package init(onnx node: ForeignNode) { self.init(isLeft: node.string("direction", default: "") == "LEFT") }
  package var onnxAttributes: [String: ForeignAttribute] { ["direction": .string(isLeft ? "LEFT" : "RIGHT")] }
}
