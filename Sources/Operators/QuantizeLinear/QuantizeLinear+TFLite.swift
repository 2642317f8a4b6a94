package import Graphs

extension QuantizeLinear: TFLiteReadable {
  package static let tfliteNames = ["QUANTIZE"]

  /// The codes are made by whoever stores the output, which states their scale.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { [try context.input(0, of: node)] }
}

extension QuantizeLinear: TFLiteWritable {
  /// QUANTIZE takes reals, and codes of another quantization too. It rounds a tie away from zero.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append("QUANTIZE", node)
  }
}
