package import Graphs
package import Tensors

extension LeakyRelu: TFLiteConvertible {
  package static let tfliteNames = ["LEAKY_RELU"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    try context.elementwise(LeakyRelu(alpha: node.float("alpha", default: 0)), node)
  }

  package func hasForm(_ inputs: [TensorType?]) -> Bool { LeakyRelu.tfliteTakes(inputs, [.float32]) }

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    LeakyRelu.isCodes(output) && inputs.allSatisfy(LeakyRelu.isCodes)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("LEAKY_RELU", node, ["alpha": .float(alpha)])
  }
}
