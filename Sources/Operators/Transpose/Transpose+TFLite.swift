package import Graphs
import Tensors

extension Transpose: TFLiteReadable {
  package static let tfliteNames = ["TRANSPOSE"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.input(0, of: node)
    let rank = context.type(of: x).shape.rank
    let order = try context.integers(1, of: node).map { $0 < 0 ? $0 + rank : $0 }
    return [try context.apply(Transpose(order), x, name: node.name)]
  }
}

extension Transpose: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let inputs = [context.name(node, 0), context.integers(permutation, name: "perm")]
    context.append("TRANSPOSE", inputs, [context.define(node.outputs[0])])
  }
}
