package import Graphs

extension Abs: TFLiteReadable {
  package static let tfliteNames = ["ABS"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Abs(), node) }
}
