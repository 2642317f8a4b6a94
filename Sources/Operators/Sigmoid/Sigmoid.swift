package import Graphs
package import Kernels
import Tensors

/// Logistic function: `y = 1 / (1 + exp(−x))`.
///
/// - Source: ONNX Sigmoid-13.
package struct Sigmoid: UnaryOperator {
  package init() {}

  package func value(_ x: Float) -> Float { ScalarMath.sigmoid(x) }
  package var function: UnaryFunction { .sigmoid }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Sigmoid(), [.random([67], from: -6, to: 6, seed: 1)]),
      OperatorSample("image", Sigmoid(), [.random([1, 5, 5, 9], from: -6, to: 6, seed: 2)]),
    ]
  }
}

extension Sigmoid: Differentiable {
  /// `dx = dy · y · (1 − y)`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    let y = call.outputs[0]
    let one = graph.constant(Tensor(repeating: 1, shape: .scalar))
    let slope = try graph.apply(Multiply(), y, try graph.apply(Subtract(), one, y))
    return [try graph.apply(Multiply(), dy, slope)]
  }
}

extension Sigmoid: ONNXConvertible {
  package static let onnxNames = ["Sigmoid"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? { try context.elementwise(Sigmoid(), node) }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Sigmoid", node)
  }
}
