package import Graphs
import Tensors

/// Rectified linear unit: `y = max(x, 0)`; NaN stays NaN.
///
/// - Source: ONNX Relu-14; Nair & Hinton 2010.
package struct Relu: ClampOperator {
  package init() {}
  package var range: ClosedRange<Float> { 0...Float.infinity }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Relu(), [.random([67], seed: 1)]),
      OperatorSample("image", Relu(), [.random([1, 5, 5, 9], seed: 2)]),
    ]
  }
}

extension Relu: ONNXConvertible {
  package static let onnxNames = ["Relu"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? { try context.elementwise(Relu(), node) }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Relu", node)
  }
}
