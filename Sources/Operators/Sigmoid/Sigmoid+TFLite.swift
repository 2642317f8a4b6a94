package import Graphs

extension Sigmoid: TFLiteReadable {
  package static let tfliteNames = ["LOGISTIC"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Sigmoid(), node) }
}
