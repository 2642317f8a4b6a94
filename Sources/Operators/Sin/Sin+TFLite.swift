package import Graphs

extension Sin: TFLiteReadable {
  package static let tfliteNames = ["SIN"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Sin(), node) }
}
