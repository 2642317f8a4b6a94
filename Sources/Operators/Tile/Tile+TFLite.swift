package import Graphs
package import Tensors

extension Tile: TFLiteConvertible {
  package static let tfliteNames = ["TILE"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    [try context.apply(Tile(try context.integers(1, of: node)), try context.input(0, of: node), name: node.name)]
  }

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    Tile.tfliteTakes(inputs, [.float32, .int8, .uint8, .int16, .int32, .uint32, .int64, .bool])
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let inputs = [context.name(node, 0), context.integers(times, name: "multiples")]
    context.append("TILE", inputs, [context.define(node.outputs[0])])
  }
}
