package import Graphs
import Tensors

extension PositionOperator {
  /// The axis is an input, and goes.
  static func position(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID] {
    let x = try context.input(0, of: node)
    let axis = try context.axis(try context.integers(1, of: node).first ?? 0, of: x, node)
    return [try context.apply(Self(axis: axis, keepsAxis: false, takesLast: false), x, name: node.name)]
  }
}

extension TFLiteWriting {
  /// What is meant by a value of int64 numbers that only a Cast to int32 reads; `nil` where somebody wants all bits.
  package func narrowed(_ id: ValueID) -> ValueID? {
    guard let reader = index.onlyConsumer(of: id), (reader.op as? Cast)?.element == .int32, reader.epilogue.isEmpty
    else { return nil }
    return reader.outputs[0]
  }

  package mutating func writePosition(_ kind: String, _ node: Node, _ op: some PositionOperator) {
    guard let x = node.inputs[0], let axis = type(of: x).shape.normalized(axis: op.axis) else { return }
    let narrow = narrowed(node.outputs[0])
    let y = narrow ?? node.outputs[0]
    let attributes: [String: ForeignAttribute] = ["output_type": .string(narrow == nil ? "INT64" : "INT32")]
    let inputs = [name(x), integers([axis], name: "axis", shape: .scalar)]
    guard op.keepsAxis else { return append(kind, inputs, [define(y)], attributes) }
    var extents = type(of: x).shape.dimensions
    extents.remove(at: axis)
    let flat = between(TensorType(type(of: y).element, Shape(extents)), node.name + "_flat")
    append(kind, inputs, [flat], attributes)
    copy(flat, as: y)
  }

  /// The name of indices; known ones are counted from the front, because TFLite knows no others.
  /// - Parameters:
  ///   - extents: of the axes along which the indices of a row go.
  ///   - narrow: whether TFLite takes them as int32 only.
  package mutating func indices(_ id: ValueID, along extents: [Int], narrow: Bool = false) -> String {
    guard let known = graph.constant(id) else {
      guard narrow, type(of: id).element == .int64 else { return name(id) }
      let made = between(TensorType(.int32, type(of: id).shape), graph[id].name + "_int32")
      append("CAST", [name(id)], [made], ["in_data_type": .string("INT64"), "out_data_type": .string("INT32")])
      return made
    }
    let list = Indices.numbers(known)
    guard list.contains(where: { $0 < 0 }) || (narrow && known.element == .int64), !extents.isEmpty else {
      return name(id)
    }
    let counted = list.enumerated().map { Int128($1 < 0 ? $1 &+ extents[$0 % extents.count] : $1) }
    let element = narrow ? ElementType.int32 : known.element
    let tensor = try? Tensor(.integers(counted), as: element, shape: known.shape)
    return tensor.map { constant($0, name: graph[id].name) } ?? name(id)
  }
}
