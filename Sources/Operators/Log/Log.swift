package import Graphs
package import Kernels
import Tensors

/// Natural logarithm: `y = log(x)`; NaN below 0, −∞ at 0.
///
/// - Source: ONNX Log-13.
package struct Log: UnaryOperator {
  package init() {}

  package func value(_ x: Float) -> Float { ScalarMath.log(x) }
  package var function: UnaryFunction { .log }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Log(), [.random([67], from: 0.5, to: 4, seed: 1)]),
      OperatorSample("image", Log(), [.random([1, 5, 5, 9], from: 0.5, to: 4, seed: 2)]),
    ]
  }
}

extension Log: Differentiable {
  /// `dx = dy / x`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    return [try graph.apply(Divide(), dy, call.inputs[0])]
  }
}

extension Log: ONNXConvertible {
  package static let onnxNames = ["Log"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? { try context.elementwise(Log(), node) }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Log", node)
  }
}
