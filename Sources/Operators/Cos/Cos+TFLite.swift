package import Graphs

extension Cos: TFLiteReadable {
  package static let tfliteNames = ["COS"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Cos(), node) }
}
