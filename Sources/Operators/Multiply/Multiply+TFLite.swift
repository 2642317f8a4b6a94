package import Graphs
package import Tensors

extension Multiply: TFLiteReadable {
  package static let tfliteNames = ["MUL", "SQUARE"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    guard node.kind == "SQUARE" else { return try context.elementwise(Multiply(), node) }
    let x = try context.input(0, of: node)
    return [try context.apply(Multiply(), x, x, name: node.name)]
  }
}

extension Multiply: TFLiteWritable {
  package static let fusesActivation = true

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    Multiply.isCodes(output) && inputs.allSatisfy(Multiply.isCodes)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("MUL", node)
  }
}
