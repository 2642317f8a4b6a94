package import Graphs
package import Tensors

/// Every row along an axis divided by its length: `y = x / Σ |x|` or `y = x / √Σ x²`; a row of zeros stays.
///
/// - Source: ONNX LpNormalization-22.
package struct LpNormalization: Operator {
  package let axis: Int
  /// 1 or 2.
  package let order: Int

  /// - Parameter axis: negative counts from the back.
  package init(axis: Int = -1, order: Int = 2) {
    self.axis = axis
    self.order = order
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    guard order == 1 || order == 2 else { throw .attribute(name: "p", problem: "\(order)") }
    return try SoftmaxFamily.outputTypes(inputs, axis: axis)
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    try SoftmaxFamily.map(inputs, axis: axis) { row in
      let length =
        order == 1 ? row.reduce(0) { $0 + abs($1) } : row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length == 0 ? row : row.map { $0 / length }
    }
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("rows", LpNormalization(), [.random([3, 17], seed: 1)]),
      OperatorSample("sums of 1", LpNormalization(axis: 1, order: 1), [.random([2, 7, 3], seed: 2)]),
      OperatorSample("zeros", LpNormalization(), [Tensor(zeros: .float32([2, 3]))]),
    ]
  }
}

extension LpNormalization: Decomposable {
  /// The length is kept above 0 by a number that no length of other float32 comes near.
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    let parts = order == 1 ? try graph.apply(Abs(), x) : try graph.squared(x)
    let sum = try graph.apply(ReduceSum(axes: [axis], keepsAxes: true), parts)
    let length = order == 1 ? sum : try graph.apply(Sqrt(), sum)
    let divisor = try graph.apply(Maximum(), length, graph.number(1e-30, like: x))
    return [try graph.apply(Divide(), x, divisor)]
  }
}

extension LpNormalization: ONNXConvertible {
  package static let onnxNames = ["LpNormalization"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let (x, channelsLast) = try context.anyLayout(of: node)
    let axis = try context.axes([node.int("axis", default: -1)], of: x, channelsLast: channelsLast, node)[0]
    let y = try context.apply(LpNormalization(axis: axis, order: node.int("p", default: 2)), x, name: node.name)
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    SoftmaxFamily.write("LpNormalization", node, axis: axis, ["p": .int(order)], into: &context)
  }
}
