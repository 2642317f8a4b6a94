package import Graphs
package import Kernels
import Tensors

/// Square root: `y = √x`, NaN below 0.
///
/// - Source: ONNX Sqrt-13.
package struct Sqrt: UnaryOperator {
  package init() {}

  package func value(_ x: Float) -> Float { x.squareRoot() }
  package var function: UnaryFunction { .sqrt }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Sqrt(), [.random([67], from: 0.25, to: 9, seed: 1)]),
      OperatorSample("matrix", Sqrt(), [.random([3, 35], from: 1, to: 2, seed: 2)]),
    ]
  }
}

extension Sqrt: Differentiable {
  /// `dx = dy / (2y)`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    return [try graph.apply(Divide(), dy, try graph.scaled(call.outputs[0], by: 2))]
  }
}

extension Sqrt: ONNXConvertible {
  package static let onnxNames = ["Sqrt"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? { try context.elementwise(Sqrt(), node) }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Sqrt", node)
  }
}
