package import Graphs
package import Tensors

/// Elements picked one by one along an axis: `y[i, j, …] = x[index[i, j, …], j, …]` for axis 0.
///
/// - Inputs: `x` of any elements of whole bytes; `indices` int32 or int64 of the same rank, no longer than `x` along the
///   other axes; negative indices count from the back.
/// - Output: the shape of the indices, the elements of `x`.
/// - Source: ONNX GatherElements-13.
package struct GatherElements: Operator {
  package let axis: Int

  /// - Parameter axis: negative counts from the back.
  package init(axis: Int = 0) { self.axis = axis }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    var type = try Movement.type(inputs, 0)
    type.shape = try GatherElements.checked(try Indices.shape(inputs, 1), along: axis, of: type.shape)
    return [type]
  }

  /// The shape of indices that name elements of `x` along an axis.
  static func checked(_ indices: Shape, along axis: Int, of x: Shape) throws(TypeInferenceError) -> Shape {
    let axis = try TypeChecks.axis(axis, of: x)
    guard indices.rank == x.rank, (0..<x.rank).allSatisfy({ $0 == axis || indices[$0] <= x[$0] }) else {
      throw .shape("indices \(indices) do not lie in \(x)")
    }
    return indices
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, indices) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: [x.type, indices.type])[0]
    let places = try Indices.places(indices, axis: try TypeChecks.axis(axis, of: x.shape), in: x.shape)
    return [Movement.gather(x, as: type) { places[$0] }]
  }

  package static var samples: [OperatorSample] {
    let picks = Tensor([Int64(1), 0, -1, 2, 0, 1]).retyped(TensorType(.int64, [2, 3]))
    return [
      OperatorSample("rows", GatherElements(), [.random([3, 3], seed: 1), picks]),
      OperatorSample("columns", GatherElements(axis: -1), [.random([2, 4], seed: 2), picks]),
    ]
  }
}

extension GatherElements: NonDifferentiable {
  package static let reasonWithoutGradient = "which element is picked does not change smoothly"
}

extension GatherElements: ONNXConvertible {
  package static let onnxNames = ["GatherElements"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    try context.asStated(GatherElements(axis: node.int("axis", default: 0)), inputs: 2, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendAsGiven("GatherElements", node, ["axis": .int(axis)])
  }
}
