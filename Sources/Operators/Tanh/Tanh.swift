package import Graphs
package import Kernels
import Tensors

/// Hyperbolic tangent: `y = tanh(x)`.
///
/// - Source: ONNX Tanh-13.
package struct Tanh: UnaryOperator {
  package init() {}

  package func value(_ x: Float) -> Float { ScalarMath.tanh(x) }
  package var function: UnaryFunction { .tanh }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Tanh(), [.random([67], from: -3, to: 3, seed: 1)]),
      OperatorSample("image", Tanh(), [.random([1, 5, 5, 9], from: -3, to: 3, seed: 2)]),
    ]
  }
}

extension Tanh: Differentiable {
  /// `dx = dy · (1 − y²)`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    let y = call.outputs[0]
    let one = graph.constant(Tensor(repeating: 1, shape: .scalar))
    let slope = try graph.apply(Subtract(), one, try graph.apply(Multiply(), y, y))
    return [try graph.apply(Multiply(), dy, slope)]
  }
}

extension Tanh: ONNXConvertible {
  package static let onnxNames = ["Tanh"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? { try context.elementwise(Tanh(), node) }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Tanh", node)
  }
}
