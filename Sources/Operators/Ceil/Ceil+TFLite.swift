package import Graphs

extension Ceil: TFLiteReadable {
  package static let tfliteNames = ["CEIL"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Ceil(), node) }
}
