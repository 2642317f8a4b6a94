package import Graphs
package import Kernels
import Tensors

/// Gaussian error linear unit: `y = x/2 · (1 + erf(x/√2))`.
///
/// Also made by ``GaussianUnitFusion`` from the operators that files state; gradient and export follow from them.
/// - Source: Hendrycks & Gimpel 2016 (arXiv 1606.08415); ONNX Gelu-20 without approximation.
package struct Gelu: UnaryOperator {
  package init() {}

  package func value(_ x: Double) -> Double { EpilogueFunction.gelu.value(x) }
  package var function: UnaryFunction? { .gelu }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("vector", Gelu(), [.random([67], from: -6, to: 6, seed: 1)]),
      OperatorSample("rows", Gelu(), [.random([2, 3, 33], from: -2, to: 2, seed: 2)]),
    ]
  }
}

extension Gelu: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let erf = try graph.apply(Erf(), try graph.scaled(x, by: Float(0.5).squareRoot()))
    return [try graph.apply(Multiply(), try graph.scaled(x, by: 0.5), try graph.shifted(erf, by: 1))]
  }
}

extension Gelu: ONNXConvertible {
  package static let onnxNames = ["Gelu"]
  package static var onnxVersion: Int { 20 }

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    switch node.string("approximate", default: "none") {
    case "none": return try context.elementwise(Gelu(), node)
    case "tanh": return try context.elementwise(TanhGelu(), node)
    case let other:
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "approximate", problem: other)
    }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Gelu", node)
  }
}
