package import Graphs

extension Clip: TFLiteReadable {
  package static let tfliteNames = ["RELU6", "RELU_N1_TO_1", "RELU_0_TO_1"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    switch node.kind {
    case "RELU6": try context.unary(Clip.relu6, node)
    case "RELU_0_TO_1": try context.unary(Clip(low: 0, high: 1), node)
    default: try context.unary(Clip(low: -1, high: 1), node)
    }
  }
}
