package import Graphs
import Kernels
package import Tensors

/// Element-wise product with NumPy broadcasting: `y = a · b`.
///
/// - Source: ONNX Mul-14.
package struct Multiply: Operator {
  package init() {}

  package static let parameterInputs = [1]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    [try Broadcasting.outputType(inputs)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] { [try Broadcasting.map(inputs, *)] }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("same shape", Multiply(), [.random([2, 3, 5], seed: 1), .random([2, 3, 5], seed: 2)]),
      OperatorSample("per channel", Multiply(), [.random([2, 3, 3, 17], seed: 3), .random([17], seed: 4)]),
      OperatorSample("gate", Multiply(), [.random([2, 3, 4, 9], seed: 5), .random([2, 1, 1, 9], seed: 6)]),
    ]
  }
}

extension Multiply: Differentiable {
  /// `da = dy · b`, `db = dy · a`, each summed over the axes it was broadcast along.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let a = call.inputs[0], let b = call.inputs[1] else { return [nil, nil] }
    let da =
      wanted[0]
      ? try Broadcasting.reduce(graph.apply(Multiply(), dy, b), to: graph.type(of: a).shape, in: &graph) : nil
    let db =
      wanted[1]
      ? try Broadcasting.reduce(graph.apply(Multiply(), dy, a), to: graph.type(of: b).shape, in: &graph) : nil
    return [da, db]
  }
}

extension Graph {
  /// A value times a known factor.
  package mutating func scaled(_ id: ValueID, by factor: Float) throws(GraphError) -> ValueID {
    try apply(Multiply(), id, constant(Tensor(repeating: factor, shape: .scalar)))
  }
}

extension Multiply: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    request.isFloat32
      ? ElementwiseKernels.binary(.multiply, request) : ElementwiseKernels.fixedPoint(.multiply, request)
  }
}

extension Multiply: ONNXConvertible {
  package static let onnxNames = ["Mul", "Pow"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    node.kind == "Pow" ? try power(node, into: &context) : try context.elementwise(Multiply(), node)
  }

  /// Reads the powers that are products or a root: exponents 2, 3 and ½, stated as one constant.
  private static func power(
    _ node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result] {
    let exponent = try context.constant(1, of: node)
    let (x, channelsLast) = try context.anyLayout(of: node)
    let y: ValueID
    switch exponent.element == .float32 && exponent.count == 1 ? exponent.floats[0] : .nan {
    case 2: y = try context.apply(Multiply(), x, x, name: node.name)
    case 3: y = try context.apply(Multiply(), try context.apply(Multiply(), x, x), x, name: node.name)
    case 0.5: y = try context.apply(Sqrt(), x, name: node.name)
    default:
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "exponent", problem: "\(exponent.type)")
    }
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Mul", node)
  }
}
