package import Graphs
import Tensors

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
    var turned = type
    turned.shape = Shape(order.map { type.shape[$0] })
    let permutation = integers(order, name: "perm")
    let (before, after) = (between(turned, node.name + "_turned"), between(turned, node.name + "_result"))
    append("TRANSPOSE", [name(node, 0), permutation], [before])
    append(kind, [before], [after], attributes)
    append("TRANSPOSE", [after, permutation], [define(node.outputs[0])])
  }
}
