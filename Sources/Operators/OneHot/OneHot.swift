package import Graphs
package import Tensors

/// One of two values for each of `depth` classes: the second where an index names the class, the first elsewhere.
///
/// - Inputs: `indices` of any numbers, what names no class gives the first value throughout; `values [2]` of any elements
///   of whole bytes.
/// - Output: the shape of the indices with an axis of `depth` set in before position ``axis``.
/// - Source: ONNX OneHot-11 with a known depth.
package struct OneHot: Operator {
  package let depth: Int
  package let axis: Int
  /// Whether −1 names the last class, as in ONNX, or none, as in TFLite.
  package let countsFromBack: Bool

  /// - Parameter axis: in the output; negative counts from the back.
  package init(depth: Int, axis: Int = -1, countsFromBack: Bool = true) {
    self.depth = depth
    self.axis = axis
    self.countsFromBack = countsFromBack
  }

  private func position(_ indices: Shape) throws(TypeInferenceError) -> Int {
    let position = axis < 0 ? axis + indices.rank + 1 : axis
    guard (0...indices.rank).contains(position) else {
      throw .attribute(name: "axis", problem: "\(axis) of rank \(indices.rank + 1)")
    }
    return position
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let indices = try TypeChecks.element(inputs, 0, .numbers).shape
    let values = try Movement.plain(inputs, 1)
    guard values.shape == [2] else { throw .shape("values \(values) are no pair") }
    guard (1...Int(Int32.max)).contains(depth) else { throw .attribute(name: "depth", problem: "\(depth)") }
    var extents = indices.dimensions
    extents.insert(depth, at: try position(indices))
    return [TensorType(values.element, Shape(extents))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (indices, values) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: [indices.type, values.type])[0]
    let inner = indices.shape.dimensions[try position(indices.shape)...].reduce(1, *)
    let classes = Indices.numbers(indices).map { $0 < 0 && countsFromBack ? $0 &+ depth : $0 }
    return [
      Movement.gather(values, as: type) { place in
        let (outer, rest) = (place / (depth * inner), place % (depth * inner))
        return classes[outer * inner + rest % inner] == rest / inner ? 1 : 0
      }
    ]
  }

  package static var samples: [OperatorSample] {
    let indices = Tensor([Int64(1), -1, 7, 0]).retyped(TensorType(.int64, [2, 2]))
    return [
      OperatorSample("classes last", OneHot(depth: 3), [indices, Tensor([Float(0), 1])]),
      OperatorSample("classes first", OneHot(depth: 3, axis: 0), [indices, Tensor([Float(-1), 2])]),
      OperatorSample(
        "none from the back", OneHot(depth: 3, countsFromBack: false), [indices, Tensor([Float(0), 1])]),
    ]
  }
}

extension OneHot: NonDifferentiable {
  package static let reasonWithoutGradient = "which class is named does not change smoothly"
}

extension OneHot: ONNXConvertible {
  package static let onnxNames = ["OneHot"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    guard let depth = Indices.numbers(try context.constant(1, of: node)).first else {
      throw node.refused("depth", "none")
    }
    let (indices, values) = (try context.input(0, of: node), try context.input(2, of: node))
    let op = OneHot(depth: depth, axis: node.int("axis", default: -1))
    return [.asStated(try context.apply(op, indices, values, name: node.name))]
  }

  /// Negative indices that name no class become an index behind the last one.
  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let indices = node.inputs[0], let values = node.inputs[1] else { return }
    var classes = context.asGiven(indices)
    let element = context.type(of: indices).element
    let isCounted = context.graph.constant(indices).map { Indices.numbers($0).allSatisfy { $0 >= 0 } } ?? false
    if !countsFromBack, !isCounted,
      let numbers = try? [0, Int128(depth)].map({ try Tensor(.integers([$0]), as: element, shape: .scalar) })
    {
      let (isNegative, kept) = (context.constantOutput(node.name), context.constantOutput(node.name))
      let limits = numbers.map { context.sharedConstant($0, name: "class") }
      context.append("Less", named: node.name + "_negative", [classes, limits[0]], [isNegative])
      context.append("Where", named: node.name + "_kept", [isNegative, limits[1], classes], [kept])
      classes = kept
    }
    let inputs = [classes, context.integers([depth], name: "depth"), context.asGiven(values)]
    context.append("OneHot", named: node.name, inputs, [context.define(node.outputs[0])], ["axis": .int(axis)])
  }
}
