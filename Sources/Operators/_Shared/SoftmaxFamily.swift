package import Graphs
package import Tensors

/// What the operators share that turn every row along an axis into shares of 1.
package enum SoftmaxFamily {
  package static func outputTypes(
    _ inputs: [TensorType?], axis: Int
  ) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .reals)
    _ = try TypeChecks.axis(axis, of: x.shape)
    return [x]
  }

  /// Applies `f` to every row of elements along an axis.
  package static func map(_ inputs: [Tensor?], axis: Int, _ f: ([Double]) -> [Double]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let axis = try TypeChecks.axis(axis, of: x.shape)
    let (extent, inner) = (x.shape[axis], x.shape.strides[axis])
    let elements = x.numbers.reals
    var y = elements
    for start in elements.indices where start / inner % extent == 0 {
      let row = f((0..<extent).map { elements[start + $0 * inner] })
      for (i, value) in row.enumerated() { y[start + i * inner] = value }
    }
    return [try Tensor(.reals(y), as: x.element, shape: x.shape)]
  }

  /// Since version 13 the axis alone is normalized; before, all axes from it on together.
  static func read(
    _ node: ForeignNode, into context: inout ONNXReading, _ make: (Int) -> any Operator
  ) throws(ForeignError) -> [ONNXReading.Result] {
    if node.version >= 13 {
      let (x, channelsLast) = try context.anyLayout(of: node)
      let axes = try context.axes([node.int("axis", default: -1)], of: x, channelsLast: channelsLast, node)
      let y = try context.apply(make(axes[0]), x, name: node.name)
      return [channelsLast ? .channelsLast(y) : .asStated(y)]
    }
    let x = try context.input(0, of: node)
    let shape = context.graph.type(of: x).shape
    let axis = try context.axes([node.int("axis", default: 1)], of: x, channelsLast: false, node)[0]
    if axis == shape.rank - 1 { return [.asStated(try context.apply(make(-1), x, name: node.name))] }
    let matrix = try context.apply(Flatten(axis: axis), x)
    let rows = try context.apply(make(-1), matrix, name: node.name)
    let extents = shape.dimensions.enumerated().map { $0.offset == 0 && axis == 1 ? 0 : $0.element }
    return [.asStated(try context.apply(Reshape(extents), rows))]
  }

  static func write(
    _ kind: String, _ node: Node, axis: Int, _ further: [String: ForeignAttribute] = [:],
    into context: inout ONNXWriting
  ) {
    guard let x = node.inputs[0] else { return }
    let rank = context.type(of: x).shape.rank
    let position = axis < 0 ? axis + rank : axis
    let image = context.hasChannelsFirst(x) && rank == 4
    let stated = image ? ImageLayout.channelsFirstAxis(position) : position
    var attributes = further
    if stated != rank - 1 { attributes["axis"] = .int(stated) }
    let input = image ? context.channelsFirst(x) : context.asGiven(x)
    let output = image ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    context.append(kind, named: node.name, [input], [output], attributes)
  }
}
