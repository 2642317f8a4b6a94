package import Graphs
package import Tensors

extension Expand: TFLiteConvertible {
  package static let tfliteNames = ["BROADCAST_TO", "FILL"]

  /// FILL has the extents first.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let isFill = node.kind == "FILL"
    let x = try context.input(isFill ? 1 : 0, of: node)
    return [try context.apply(Expand(try context.integers(isFill ? 0 : 1, of: node)), x, name: node.name)]
  }

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    Expand.tfliteTakes(inputs, [.float32, .int8, .uint8, .int16, .int32, .uint32, .int64, .bool])
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let extents = context.type(of: node.outputs[0]).shape.dimensions
    let inputs = [context.name(node, 0), context.integers(extents, name: "shape")]
    context.append("BROADCAST_TO", inputs, [context.define(node.outputs[0])])
  }
}
