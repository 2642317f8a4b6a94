package import Graphs
package import Tensors

/// How many elements a tensor has, as an int64 scalar.
///
/// - Source: ONNX Size-13. A graph has fixed shapes, so reading a file makes a constant of it.
package struct Size: Operator {
  package init() {}

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    _ = try TypeChecks.present(inputs, 0)
    return [TensorType(.int64, .scalar)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] { [Size.number(try inputs.tensor(0).shape)] }

  private static func number(_ shape: Shape) -> Tensor {
    Tensor([Int64(shape.count)]).retyped(TensorType(.int64, .scalar))
  }

  package static var samples: [OperatorSample] { [OperatorSample("cube", Size(), [.random([2, 3, 4], seed: 1)])] }
}

extension Size: NonDifferentiable {
  package static let reasonWithoutGradient = "a count is a whole number"
}

extension Size: ONNXConvertible {
  package static let onnxNames = ["Size"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let shape = try context.inputType(0, of: node).shape
    return [.asStated(context.graph.constant(number(shape), name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendAsGiven("Size", node)
  }
}
