package import Graphs
package import Tensors

/// 1 at the first largest element along an axis, 0 elsewhere.
///
/// - Source: ONNX Hardmax-13.
package struct Hardmax: Operator {
  package let axis: Int

  /// - Parameter axis: negative counts from the back.
  package init(axis: Int = -1) { self.axis = axis }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try SoftmaxFamily.outputTypes(inputs, axis: axis)
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    try SoftmaxFamily.map(inputs, axis: axis) { row in
      let peak = row.max().flatMap { row.firstIndex(of: $0) }
      return row.indices.map { $0 == peak ? 1 : 0 }
    }
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("rows", Hardmax(), [.random([3, 35], seed: 1)]),
      OperatorSample("inner axis", Hardmax(axis: 1), [.random([2, 7, 3], seed: 2)]),
    ]
  }
}

extension Hardmax: NonDifferentiable {
  package static let reasonWithoutGradient = "it is flat but for its jumps; Softmax is its smooth form"
}

extension Hardmax: ONNXConvertible {
  package static let onnxNames = ["Hardmax"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    try SoftmaxFamily.read(node, into: &context) { Hardmax(axis: $0) }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    SoftmaxFamily.write("Hardmax", node, axis: axis, into: &context)
  }
}
