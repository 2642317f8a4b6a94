package import Graphs
import Kernels
package import Tensors

/// Parts of a tensor picked by number: `y[…, i…, …] = x[…, index[i…], …]` along one axis.
///
/// An embedding is a Gather of rows. Negative indices count from the back.
/// - Inputs: `x` of any elements of whole bytes, `indices` int32 or int64 of any shape.
/// - Output: the extents of `x` with those of the indices in the place of the axis.
/// - Source: ONNX Gather-13.
package struct Gather: Operator {
  package let axis: Int

  /// - Parameter axis: negative counts from the back.
  package init(axis: Int = 0) { self.axis = axis }

  package var actsOnCodes: Bool { true }
  package static let parameterInputs = [0]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    var type = try Movement.type(inputs, 0)
    let indices = try Indices.shape(inputs, 1)
    let axis = try TypeChecks.axis(axis, of: type.shape)
    let extents = type.shape.dimensions
    type.shape = Shape(Array(extents[..<axis]) + indices.dimensions + Array(extents[(axis + 1)...]))
    return [type]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, stated) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: [x.type, stated.type])[0]
    let axis = try TypeChecks.axis(axis, of: x.shape)
    let (extent, inner) = (x.shape[axis], x.shape.strides[axis])
    let sources = try Indices.numbers(stated).map { index throws(TypeInferenceError) in
      try Indices.fromFront(index, of: extent)
    }
    return [
      Movement.gather(x, as: type, part: inner) { $0 / sources.count * extent + sources[$0 % sources.count] }
    ]
  }

  package static var samples: [OperatorSample] {
    let rows = Tensor([Int64(3), 0, -1, 3])
    let table = Tensor([Int32(1), 0]).retyped(TensorType(.int32, [1, 2]))
    return [
      OperatorSample("rows", Gather(), [.random([5, 7], seed: 1), rows]),
      OperatorSample("inner axis", Gather(axis: 1), [.random([2, 3, 4], seed: 2), table]),
    ]
  }
}

extension Gather: Differentiable {
  /// The parts of `dy` added up where they were picked; the indices get none.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let x = call.inputs[0], let indices = call.inputs[1] else {
      return [nil, nil]
    }
    let shape = graph.type(of: x).shape
    guard let axis = shape.normalized(axis: axis) else { return [nil, nil] }
    return [try graph.apply(GatherGradient(axis: axis, extent: shape[axis]), indices, dy), nil]
  }
}

extension Gather: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    OperatorCost(multiplyAccumulates: 0, pickedBytes: outputs.first?.byteCount)
  }
}

extension Gather: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0), let indices = request.input(1),
      let axis = x.shape.normalized(axis: axis)
    else { return nil }
    let call = KernelCall.gather(
      outer: x.shape.dimensions[..<axis].reduce(1, *), extent: x.shape[axis], count: indices.shape.count,
      partBytes: x.shape.strides[axis] * x.element.bitWidth / 8, indices: indices.element)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1)]) }
  }
}

extension Gather: ONNXConvertible {
  package static let onnxNames = ["Gather", "Compress"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    if node.kind == "Compress" { return [.asStated(try compressed(node, into: &context))] }
    let (x, indices) = (try context.input(0, of: node), try context.input(1, of: node))
    return [.asStated(try context.apply(Gather(axis: node.int("axis", default: 0)), x, indices, name: node.name))]
  }

  /// A known condition for each position: the positions that are true, of the whole tensor in a row without an axis.
  private static func compressed(
    _ node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> ValueID {
    let condition = try context.constant(1, of: node)
    var x = try context.input(0, of: node)
    if node.attributes["axis"] == nil { x = try context.apply(Reshape([-1]), x) }
    let axis = try context.axes([node.int("axis", default: 0)], of: x, channelsLast: false, node)[0]
    guard condition.element == .bool, condition.shape.rank == 1,
      condition.count <= context.graph.type(of: x).shape[axis]
    else { throw node.refused("condition", "\(condition.type)") }
    let kept = condition.elements(as: Bool.self).enumerated().filter(\.element).map(\.offset)
    return try context.picked(kept, axis: axis, of: x, name: node.name)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendAsGiven("Gather", node, axis == 0 ? [:] : ["axis": .int(axis)])
  }
}
