package import Graphs
package import Tensors

/// Every row divided by the root of the mean of its squares, then scaled: `y = x / √(mean(x²) + ε) · scale`.
///
/// A row is what lies behind one position of the axes before `axis`.
/// - Inputs: `x`, `scale` that broadcasts to the extents from `axis` on. Output: like `x`.
/// - Source: ONNX RMSNormalization-23; Zhang & Sennrich 2019 (arXiv 1910.07467).
package struct RMSNormalization: Operator {
  package let axis: Int
  package let epsilon: Float

  /// - Parameter axis: the first normalized one; negative counts from the back.
  package init(axis: Int = -1, epsilon: Float = 1e-5) {
    self.axis = axis
    self.epsilon = epsilon
  }

  package static let parameterInputs = [1]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let x = try TypeChecks.element(inputs, 0, .reals)
    let row = Shape(Array(x.shape.dimensions[try TypeChecks.axis(axis, of: x.shape)...]))
    let scale = try TypeChecks.element(inputs, 1, .reals).shape
    guard scale.broadcast(with: row) == row else { throw .shape("\(scale) does not broadcast to \(row)") }
    return [x]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let scale = Broadcasting.spread(try inputs.tensor(1), to: x.shape).reals
    let count = x.shape.dimensions[try TypeChecks.axis(axis, of: x.shape)...].reduce(1, *)
    var y = x.numbers.reals
    for start in stride(from: 0, to: y.count, by: max(count, 1)) {
      let row = start..<start + count
      let mean = y[row].reduce(0) { $0 + $1 * $1 } / Double(count)
      let factor = 1 / (mean + Double(epsilon)).squareRoot()
      for i in row { y[i] *= factor * scale[i] }
    }
    return [try Tensor(.reals(y), as: x.element, shape: x.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "rows", RMSNormalization(), [.random([2, 3, 37], seed: 1), .random([37], from: 0.5, to: 1.5, seed: 2)]),
      OperatorSample(
        "two axes", RMSNormalization(axis: 1, epsilon: 0.01),
        [.random([3, 4, 5], seed: 3), .random([4, 5], from: 0.5, to: 1.5, seed: 4)]),
    ]
  }
}

extension RMSNormalization: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0], let first = graph.type(of: x).shape.normalized(axis: axis) else { return [] }
    let mean = ReduceMean(axes: Array(first..<graph.type(of: x).shape.rank), keepsAxes: true)
    let square = try graph.apply(mean, try graph.squared(x))
    let root = try graph.apply(Sqrt(), try graph.shifted(square, by: Double(epsilon)))
    return [try graph.apply(Multiply(), try graph.apply(Divide(), x, root), inputs[1])]
  }
}

extension RMSNormalization: ONNXConvertible {
  package static let onnxNames = ["RMSNormalization"]
  package static var onnxVersion: Int { 23 }

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let op = RMSNormalization(axis: node.int("axis", default: -1), epsilon: node.float("epsilon", default: 1e-5))
    let (x, scale) = (try context.input(0, of: node), try context.input(1, of: node))
    return [.asStated(try context.apply(op, x, scale, name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let inputs = node.inputs.compactMap { $0 }.map { context.asGiven($0) }
    let attributes: [String: ForeignAttribute] = ["axis": .int(axis), "epsilon": .float(epsilon)]
    context.append("RMSNormalization", named: node.name, inputs, [context.define(node.outputs[0])], attributes)
  }
}
