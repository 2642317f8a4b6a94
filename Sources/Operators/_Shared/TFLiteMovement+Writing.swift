package import Graphs
package import Tensors

extension TFLiteWriting {
  /// Writes a reshape to the shape of a value: also the copy that TFLite has no operator for.
  package mutating func copy(_ source: String, as id: ValueID) {
    let extents = type(of: id).shape.dimensions
    append("RESHAPE", [source, integers(extents, name: "shape")], [define(id)], ["new_shape": .ints(extents)])
  }

  /// Writes an operator that TFLite has along the last axis only, between two transposes where the axis is another.
  package mutating func writeAlongLastAxis(
    _ kind: String, _ node: Node, axis: Int, _ attributes: [String: ForeignAttribute] = [:]
  ) throws(ForeignError) {
    let type = type(of: node.outputs[0])
    let last = type.shape.rank - 1
    guard let position = type.shape.normalized(axis: axis), position != last else {
      return try append(kind, node, attributes)
    }
    // Exchanging two axes is its own inverse.
    var order = Array(0...last)
    order.swapAt(position, last)
    let turned = type.exchanged(position, last)
    let permutation = integers(order, name: "perm")
    let (before, after) = (between(turned, node.name + "_turned"), between(turned, node.name + "_result"))
    append("TRANSPOSE", [name(node, 0), permutation], [before])
    append(kind, [before], [after], attributes)
    append("TRANSPOSE", [after, permutation], [define(node.outputs[0])])
  }

  /// Writes squares of pixels as channels or back. TFLite knows the place before the channel; the other order moves the
  /// axes one by one.
  package mutating func writeBlocks(
    _ kind: String, _ node: Node, _ order: BlockOrder, toSpace: Bool
  ) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    guard !order.placeFirst else { return try append(kind, node, ["block_size": .int(order.size)]) }
    var type = type(of: x)
    let (split, axes) = order.movement(type.shape, toSpace: toSpace)
    type.shape = Shape(split)
    let pieces = between(type, node.name + "_pieces")
    append("RESHAPE", [name(x), integers(split, name: "shape")], [pieces], ["new_shape": .ints(split)])
    type.shape = Shape(axes.map { split[$0] })
    let moved = between(type, node.name + "_moved")
    append("TRANSPOSE", [pieces, integers(axes, name: "perm")], [moved])
    copy(moved, as: node.outputs[0])
  }
}

extension TensorType {
  /// With two axes in each other's place.
  package func exchanged(_ a: Int, _ b: Int) -> TensorType {
    var (result, extents) = (self, shape.dimensions)
    extents.swapAt(a, b)
    result.shape = Shape(extents)
    return result
  }
}
