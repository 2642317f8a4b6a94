package import Graphs

extension LeakyRelu: TFLiteReadable {
  package static let tfliteNames = ["LEAKY_RELU"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.unary(LeakyRelu(alpha: node.float("alpha", default: 0)), node) }
}
