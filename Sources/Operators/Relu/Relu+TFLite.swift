package import Graphs

extension Relu: TFLiteReadable {
  package static let tfliteNames = ["RELU"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Relu(), node) }
}
