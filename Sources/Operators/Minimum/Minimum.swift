package import Graphs
package import Kernels
import Tensors

/// The smaller of two elements; NaN wins. With NumPy broadcasting; ONNX's Min of many is a chain of them.
///
/// - Source: ONNX Min-13.
package struct Minimum: BinaryOperator {
  package init() {}

  package func value(_ a: Double, _ b: Double) -> Double { a.isNaN || b.isNaN ? .nan : min(a, b) }
  package func integer(_ a: Int128, _ b: Int128) -> Int128 { min(a, b) }
  package var function: BinaryFunction? { .minimum }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("same shape", Minimum(), [.random([2, 3, 5], seed: 1), .random([2, 3, 5], seed: 2)]),
      OperatorSample("per channel", Minimum(), [.random([2, 3, 3, 17], seed: 3), .random([17], seed: 4)]),
      OperatorSample("integers", Minimum(), [Tensor([Int64(1), -5]), Tensor([Int64(-3), 4])]),
    ]
  }
}

extension Minimum: NonDifferentiable {
  package static let reasonWithoutGradient = "at a tie it has no single gradient; Relu and Clip have theirs"
}

extension Minimum: ONNXConvertible {
  package static let onnxNames = ["Min"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? { [try context.chain(Minimum(), node)] }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Min", node)
  }
}
