package import Graphs
package import Tensors

extension Tanh: TFLiteReadable {
  package static let tfliteNames = ["TANH"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.elementwise(Tanh(), node) }
}

extension Tanh: TFLiteWritable {
  /// TFLite's integer operator stores results with the scale 1/128 and the zero point 0.
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    inputs.allSatisfy(Tanh.isCodes) && Tanh.isCodes(output)
      && output.quantization == QuantizationParameters(scale: 1 / 128, zeroPoint: 0)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("TANH", node)
  }
}
