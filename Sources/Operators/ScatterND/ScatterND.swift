package import Graphs
package import Tensors

/// A copy of a tensor with parts written where several indices each name them: `y[index[n, 0], index[n, 1], …] = u[n]`.
///
/// - Inputs: `x`, `indices [n…, k]` int32 or int64, `updates [n…]` and the extents of `x` behind the first `k` axes. With a
///   reduction, what is there and what comes are added, multiplied, or the larger or smaller one stays.
/// - Output: the type of `x`.
/// - Source: ONNX ScatterND-18.
package struct ScatterND: Operator {
  package let reduction: ScatterReduction

  package init(reduction: ScatterReduction = .none) { self.reduction = reduction }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...3)
    let x = try Movement.plain(inputs, 0)
    let indices = try Indices.shape(inputs, 1)
    let updates = try Movement.plain(inputs, 2)
    let rest = try GatherND.rest(x.shape, indices, batchAxes: 0)
    guard updates.element == x.element, updates.shape.dimensions == indices.dimensions.dropLast() + rest else {
      throw .shape("\(updates) for indices \(indices) of \(x)")
    }
    return [x]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, indices) = (try inputs.tensor(0), try inputs.tensor(1))
    let part = try GatherND.rest(x.shape, indices.shape, batchAxes: 0).reduce(1, *)
    let places = try Indices.parts(indices, batch: 0, in: x.shape)
    return [try reduction.apply(try inputs.tensor(2), to: x, at: places, part: part)]
  }

  package static var samples: [OperatorSample] {
    let rows = Tensor([Int64(2), 0]).retyped(TensorType(.int64, [2, 1]))
    return [
      OperatorSample("rows", ScatterND(), [.random([4, 3], seed: 1), rows, .random([2, 3], seed: 2)]),
      OperatorSample(
        "products", ScatterND(reduction: .mul), [.random([4, 3], seed: 3), rows, .random([2, 3], seed: 4)]),
    ]
  }
}

extension ScatterND: NonDifferentiable {
  package static let reasonWithoutGradient = "where a part is written does not change smoothly"
}

extension ScatterND: ONNXConvertible {
  package static let onnxNames = ["ScatterND"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let stated = node.string("reduction", default: "none")
    guard let reduction = ScatterReduction(rawValue: stated) else { throw node.refused("reduction", stated) }
    return try context.asStated(ScatterND(reduction: reduction), inputs: 3, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    try reduction.checkExport(node, Self.name)
    context.appendAsGiven("ScatterND", node, reduction == .none ? [:] : ["reduction": .string(reduction.rawValue)])
  }
}
