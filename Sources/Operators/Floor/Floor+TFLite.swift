package import Graphs

extension Floor: TFLiteReadable {
  package static let tfliteNames = ["FLOOR"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(Floor(), node) }
}
