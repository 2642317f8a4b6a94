package import Graphs

extension Tanh: TFLiteReadable {
  package static let tfliteNames = ["TANH"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Tanh(), node) }
}
