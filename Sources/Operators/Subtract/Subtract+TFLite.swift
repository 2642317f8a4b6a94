package import Graphs
package import Tensors

extension Subtract: TFLiteReadable {
  package static let tfliteNames = ["SUB", "SQUARED_DIFFERENCE"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    guard node.kind == "SQUARED_DIFFERENCE" else { return try context.elementwise(Subtract(), node) }
    let difference = try context.apply(Subtract(), try context.input(0, of: node), try context.input(1, of: node))
    return [try context.apply(Multiply(), difference, difference, name: node.name)]
  }
}

extension Subtract: TFLiteWritable {
  package static let fusesActivation = true

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    Subtract.isCodes(output) && inputs.allSatisfy(Subtract.isCodes)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("SUB", node)
  }
}
