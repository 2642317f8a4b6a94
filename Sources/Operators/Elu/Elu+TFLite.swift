package import Graphs

extension Elu: TFLiteReadable {
  package static let tfliteNames = ["ELU"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.elementwise(Elu(), node) }
}
