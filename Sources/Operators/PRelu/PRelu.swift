package import Graphs
package import Tensors

/// Rectified linear unit with learned slopes below 0: `y = x` from 0 on, `slope·x` below.
///
/// - Inputs: `x`, `slope` that broadcasts to it, of one type. Output: the shape of `x`.
/// - Source: He et al. 2015 (arXiv 1502.01852); ONNX PRelu-16.
package struct PRelu: BinaryOperator {
  package init() {}

  package static let parameterInputs = [1]

  package func value(_ x: Double, _ slope: Double) -> Double { x < 0 ? slope * x : x }
  package func integer(_ x: Int128, _ slope: Int128) -> Int128 { x < 0 ? slope &* x : x }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    let type = try Broadcasting.outputType(inputs)
    guard type.shape == inputs[0]?.shape else { throw .shape("a slope must broadcast to the input") }
    return [type]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("per channel", PRelu(), [.random([2, 3, 3, 9], seed: 1), .random([9], from: 0, to: 1, seed: 2)]),
      OperatorSample("one slope", PRelu(), [.random([33], seed: 3), .random([1], from: 0, to: 1, seed: 4)]),
    ]
  }
}

extension PRelu: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    let (x, slope) = (inputs[0], inputs[1])
    let below = try graph.apply(Multiply(), try graph.apply(Clip(low: -.infinity, high: 0), x), slope)
    return [try graph.apply(Add(), try graph.apply(Relu(), x), below)]
  }
}

extension PRelu: ONNXConvertible {
  package static let onnxNames = ["PRelu"]

  /// Before version 7 a row of slopes counts channels, the second axis.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let (x, slope) = (try context.input(0, of: node), try context.input(1, of: node))
    let (rank, extents) = (context.graph.type(of: x).shape.rank, context.graph.type(of: slope).shape.dimensions)
    guard node.version < 7, extents.count == 1, rank > 2 else { return try context.elementwise(PRelu(), node) }
    let aligned = try context.apply(Reshape(extents + [Int](repeating: 1, count: rank - 2)), slope)
    return [.asStated(try context.apply(PRelu(), x, aligned, name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("PRelu", node)
  }
}
