package import Graphs

extension DequantizeLinear: TFLiteReadable {
  package static let tfliteNames = ["DEQUANTIZE", "DENSIFY"]

  /// Every input arrives as reals; sparse tensors arrive dense.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { [try context.input(0, of: node)] }
}
