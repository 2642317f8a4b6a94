import Graphs

extension ReductionOperator {
  /// Axes are an input; none leaves the tensor as it is.
  static func reduction(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID] {
    let x = try context.input(0, of: node)
    let axes = try context.axes(try context.integers(1, of: node), of: x, node)
    guard !axes.isEmpty else { return [x] }
    let keeps = node.int("keep_dims", default: 0) != 0
    return [try context.apply(Self(axes: axes, keepsAxes: keeps), x, name: node.name)]
  }
}
