package import Graphs
package import Tensors

/// A copy of a tensor with single elements written along an axis: `y[index[i, j, …], j, …] = u[i, j, …]` for axis 0.
///
/// - Inputs: `x`, `indices` int32 or int64 of the same rank, `updates` of the shape of the indices. With a reduction, what
///   is there and what comes are added, multiplied, or the larger or smaller one stays.
/// - Output: the type of `x`.
/// - Source: ONNX ScatterElements-18.
package struct ScatterElements: Operator {
  package let axis: Int
  package let reduction: ScatterReduction

  package init(axis: Int = 0, reduction: ScatterReduction = .none) {
    self.axis = axis
    self.reduction = reduction
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...3)
    let x = try Movement.plain(inputs, 0)
    let indices = try GatherElements.checked(try Indices.shape(inputs, 1), along: axis, of: x.shape)
    let updates = try Movement.plain(inputs, 2)
    guard updates.element == x.element, updates.shape == indices else {
      throw .shape("\(updates) for indices \(indices) of \(x)")
    }
    return [x]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, indices) = (try inputs.tensor(0), try inputs.tensor(1))
    let places = try Indices.places(indices, axis: try TypeChecks.axis(axis, of: x.shape), in: x.shape)
    return [try reduction.apply(try inputs.tensor(2), to: x, at: places)]
  }

  package static var samples: [OperatorSample] {
    let picks = Tensor([Int64(1), 0, -1, 2, 1, 1]).retyped(TensorType(.int64, [2, 3]))
    return [
      OperatorSample("rows", ScatterElements(), [.random([3, 3], seed: 1), picks, .random([2, 3], seed: 2)]),
      OperatorSample(
        "sums", ScatterElements(axis: 1, reduction: .add),
        [.random([2, 4], seed: 3), picks, .random([2, 3], seed: 4)]),
    ]
  }
}

extension ScatterElements: NonDifferentiable {
  package static let reasonWithoutGradient = "where an element is written does not change smoothly"
}

extension ScatterElements: ONNXConvertible {
  package static let onnxNames = ["ScatterElements", "Scatter"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let stated = node.string("reduction", default: "none")
    guard let reduction = ScatterReduction(rawValue: stated) else { throw node.refused("reduction", stated) }
    return try context.asStated(
      ScatterElements(axis: node.int("axis", default: 0), reduction: reduction), inputs: 3, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    try reduction.checkExport(node, Self.name)
    var attributes: [String: ForeignAttribute] = ["axis": .int(axis)]
    if reduction != .none { attributes["reduction"] = .string(reduction.rawValue) }
    context.appendAsGiven("ScatterElements", node, attributes)
  }
}

extension ScatterReduction {
  /// Largest and smallest came with version 18.
  package func checkExport(_ node: Node, _ name: String) throws(ForeignError) {
    guard self != .max, self != .min else {
      throw .cannotExport(operatorName: name, node: node.name, problem: "reduction \(rawValue) is ONNX 18")
    }
  }
}
