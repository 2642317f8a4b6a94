package import Graphs
package import Tensors

extension Ceil: TFLiteConvertible {
  package static let tfliteNames = ["CEIL"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.elementwise(Ceil(), node) }

  package func hasForm(_ inputs: [TensorType?]) -> Bool { Ceil.tfliteTakes(inputs, [.float32]) }

  /// `−⌊−x⌋`: LiteRT has left out its CEIL.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let type = context.type(of: node.outputs[0])
    let (below, floor) = (context.between(type, node.name + "_below"), context.between(type, node.name + "_floor"))
    context.append("NEG", [context.name(node, 0)], [below])
    context.append("FLOOR", [below], [floor])
    context.append("NEG", [floor], [context.define(node.outputs[0])])
  }
}
