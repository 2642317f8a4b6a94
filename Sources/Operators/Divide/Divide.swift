package import Graphs
import Kernels
package import Tensors

/// Element-wise quotient with NumPy broadcasting: `y = a / b`, with IEEE results for a zero divisor.
///
/// - Source: ONNX Div-14 for floats.
package struct Divide: Operator {
  package init() {}

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    [try Broadcasting.outputType(inputs)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] { [try Broadcasting.map(inputs, /)] }

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

extension Divide: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? { ElementwiseKernels.binary(.divide, request) }
}

extension Divide: ONNXConvertible {
  package static let onnxNames = ["Div"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? { try context.elementwise(Divide(), node) }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Div", node)
  }
}
