package import Graphs
import Tensors

extension Where: TFLiteReadable {
  package static let tfliteNames = ["SELECT", "SELECT_V2"]

  /// SELECT takes one condition for each index of the first axis, too.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    var condition = try context.stored(0, of: node)
    let (x, y) = (try context.input(1, of: node), try context.input(2, of: node))
    let (mask, shape) = (context.type(of: condition).shape, context.type(of: x).shape)
    if node.kind == "SELECT", mask.rank == 1, shape.rank > 1 {
      let extents = mask.dimensions + [Int](repeating: 1, count: shape.rank - 1)
      condition = try context.apply(Reshape(extents), condition)
    }
    return [try context.apply(Where(), condition, x, y, name: node.name)]
  }
}
