package import Graphs
package import Tensors

extension Where: TFLiteConvertible {
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

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    Where.tfliteTakes(
      inputs, [.float32, .int8, .uint8, .int16, .int32, .uint32, .int64, .bool], broadcastRank: 5)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("SELECT_V2", node)
  }
}
