package import Graphs
package import Tensors

extension Relu: TFLiteReadable {
  package static let tfliteNames = ["RELU"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Relu(), node) }
}

extension Relu: TFLiteWritable {
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    Relu.isCodes(output) && inputs.allSatisfy(Relu.isCodes)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("RELU", node)
  }
}
