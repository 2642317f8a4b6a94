package import Graphs
package import Tensors

/// Mean 0 and variance 1 over axes: `y = (x − mean)/√(variance + ε)` with ε = 10⁻¹⁸, which keeps a constant finite.
///
/// - Source: ONNX MeanVarianceNormalization-13, whose 10⁻⁹ beside the deviation is this ε.
package struct MeanVarianceNormalization: Operator {
  /// Negative counts from the back.
  package let axes: [Int]

  package init(axes: [Int]) { self.axes = axes }

  private static let epsilon: Float = 1e-18

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .reals)
    _ = try ReduceMean(axes: axes, keepsAxes: true).normalizedAxes(of: x.shape)
    return [x]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let reduced = try ReduceMean(axes: axes, keepsAxes: true).outputTypes(for: [x.type])[0].shape
    let sets = Broadcasting.offsets(of: reduced, in: x.shape)
    let y = Standardization.reals(x.numbers.reals, sets: reduced.count, epsilon: Self.epsilon) { sets[$0] }
    return [try Tensor(.reals(y), as: x.element, shape: x.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("image", MeanVarianceNormalization(axes: [0, 1, 2]), [.random([2, 3, 4, 5], seed: 1)]),
      OperatorSample("rows", MeanVarianceNormalization(axes: [-1]), [.random([3, 17], seed: 2)]),
    ]
  }
}

extension MeanVarianceNormalization: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0] else { return [] }
    return [try graph.standardized(x, axes: axes, epsilon: Self.epsilon)]
  }
}

extension MeanVarianceNormalization: ONNXConvertible {
  package static let onnxNames = ["MeanVarianceNormalization"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let (x, channelsLast) = try context.anyLayout(of: node)
    let axes = try context.axes(node.ints("axes") ?? [0, 2, 3], of: x, channelsLast: channelsLast, node)
    let y = try context.apply(MeanVarianceNormalization(axes: axes), x, name: node.name)
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    context.append(
      "MeanVarianceNormalization", named: node.name, [context.asGiven(x)], [context.define(node.outputs[0])],
      ["axes": .ints(axes)])
  }
}
