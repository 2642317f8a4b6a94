package import Graphs

extension BitwiseXor: TFLiteReadable {
  package static let tfliteNames = ["BITWISE_XOR"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.binary(BitwiseXor(), node) }
}
