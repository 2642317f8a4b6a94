package import Graphs
package import Kernels
import Tensors

/// The greater of two elements; NaN wins. With NumPy broadcasting; ONNX's Max of many is a chain of them.
///
/// - Source: ONNX Max-13.
package struct Maximum: BinaryOperator {
  package init() {}

  package func value(_ a: Double, _ b: Double) -> Double { a.isNaN || b.isNaN ? .nan : max(a, b) }
  package func integer(_ a: Int128, _ b: Int128) -> Int128 { max(a, b) }
  package var function: BinaryFunction? { .maximum }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("same shape", Maximum(), [.random([2, 3, 5], seed: 1), .random([2, 3, 5], seed: 2)]),
      OperatorSample("per channel", Maximum(), [.random([2, 3, 3, 17], seed: 3), .random([17], seed: 4)]),
      OperatorSample("integers", Maximum(), [Tensor([Int64(1), -5]), Tensor([Int64(-3), 4])]),
    ]
  }
}

extension Maximum: NonDifferentiable {
  package static let reasonWithoutGradient = "at a tie it has no single gradient; Relu and Clip have theirs"
}

extension Maximum: ONNXConvertible {
  package static let onnxNames = ["Max"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? { [try context.chain(Maximum(), node)] }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Max", node)
  }
}
