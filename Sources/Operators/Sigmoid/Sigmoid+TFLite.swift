package import Graphs
package import Tensors

extension Sigmoid: TFLiteReadable {
  package static let tfliteNames = ["LOGISTIC"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.elementwise(Sigmoid(), node) }
}

extension Sigmoid: TFLiteWritable {
  /// TFLite's integer operator stores probabilities with the scale 1/256 and the zero point −128.
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    inputs.allSatisfy(Sigmoid.isCodes) && Sigmoid.isCodes(output)
      && output.quantization == QuantizationParameters(scale: 1 / 256, zeroPoint: -128)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("LOGISTIC", node)
  }
}
