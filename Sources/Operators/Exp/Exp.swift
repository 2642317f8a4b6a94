package import Graphs
package import Kernels
import Tensors

/// Exponential: `y = exp(x)`; +∞ above 88.7.
///
/// - Source: ONNX Exp-13.
package struct Exp: UnaryOperator {
  package init() {}

  package func value(_ x: Float) -> Float { ScalarMath.exp(x) }
  package var function: UnaryFunction { .exp }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Exp(), [.random([67], from: -2, to: 2, seed: 1)]),
      OperatorSample("image", Exp(), [.random([1, 5, 5, 9], from: -2, to: 2, seed: 2)]),
    ]
  }
}

extension Exp: Differentiable {
  /// `dx = dy · y`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    return [try graph.apply(Multiply(), dy, call.outputs[0])]
  }
}

extension Exp: ONNXConvertible {
  package static let onnxNames = ["Exp"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? { try context.elementwise(Exp(), node) }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Exp", node)
  }
}
