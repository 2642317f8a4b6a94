package import Graphs
package import Tensors

extension Add: TFLiteReadable {
  package static let tfliteNames = ["ADD"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(Add(), node) }
}

extension Add: TFLiteWritable {
  package static let fusesActivation = true

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    Add.isCodes(output) && inputs.allSatisfy(Add.isCodes)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("ADD", node)
  }
}
