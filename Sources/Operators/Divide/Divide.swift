package import Graphs
package import Kernels
import Tensors

/// Element-wise quotient with NumPy broadcasting: `y = a / b`, with IEEE results for a zero divisor; integers drop the
/// fraction and give 0 for a zero divisor (ONNX leaves that open).
///
/// - Source: ONNX Div-14.
package struct Divide: BinaryOperator {
  package init() {}

  package func value(_ a: Double, _ b: Double) -> Double { a / b }
  package func integer(_ a: Int128, _ b: Int128) -> Int128 { b == 0 ? 0 : a / b }
  package var function: BinaryFunction? { .divide }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "same shape", Divide(), [.random([2, 3, 5], seed: 1), .random([2, 3, 5], from: 0.5, to: 2, seed: 2)]),
      OperatorSample(
        "per channel", Divide(), [.random([2, 3, 3, 17], seed: 3), .random([17], from: 0.5, to: 2, seed: 4)]),
    ]
  }
}

extension Divide: Differentiable {
  /// `da = dy / b`, `db = −dy · y / b`, each summed over the axes it was broadcast along.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let a = call.inputs[0], let b = call.inputs[1] else { return [nil, nil] }
    let quotient = try graph.apply(Divide(), dy, b)
    let da = wanted[0] ? try Broadcasting.reduce(quotient, to: graph.type(of: a).shape, in: &graph) : nil
    guard wanted[1] else { return [da, nil] }
    let product = try graph.apply(Multiply(), quotient, call.outputs[0])
    let summed = try Broadcasting.reduce(product, to: graph.type(of: b).shape, in: &graph)
    return [da, try graph.scaled(summed, by: -1)]
  }
}

extension Divide: ONNXConvertible {
  package static let onnxNames = ["Div", "Mean"]

  /// A mean of several values is their sum by their number.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    guard node.kind == "Mean" else { return try context.elementwise(Divide(), node) }
    func mean(_ sum: ValueID) throws(ForeignError) -> ValueID {
      try context.apply(Divide(), sum, context.graph.number(Double(context.inputCount), like: sum), name: node.name)
    }
    switch try context.chain(Add(), node) {
    case .asStated(let sum): return [.asStated(try mean(sum))]
    case .channelsLast(let sum): return [.channelsLast(try mean(sum))]
    }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Div", node)
  }
}
