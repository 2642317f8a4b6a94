package import Graphs
package import Kernels
import Tensors

/// Error function: `y = 2/√π · ∫₀ˣ exp(−t²) dt`.
///
/// - Source: ONNX Erf-13.
package struct Erf: UnaryOperator {
  package init() {}

  package func value(_ x: Float) -> Float { ScalarMath.erf(x) }
  package var function: UnaryFunction { .erf }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Erf(), [.random([67], from: -5, to: 5, seed: 1)]),
      OperatorSample("matrix", Erf(), [.random([3, 35], from: -1, to: 1, seed: 2)]),
    ]
  }
}

extension Erf: Differentiable {
  /// `dx = dy · 2/√π · exp(−x²)`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let x = call.inputs[0] else { return [nil] }
    let square = try graph.apply(Multiply(), x, x)
    let bell = try graph.apply(Exp(), try graph.scaled(square, by: -1))
    return [try graph.apply(Multiply(), dy, try graph.scaled(bell, by: 1.128_379_2))]
  }
}

extension Erf: ONNXConvertible {
  package static let onnxNames = ["Erf"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? { try context.elementwise(Erf(), node) }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Erf", node)
  }
}
