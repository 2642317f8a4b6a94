package import Graphs

extension LRN: TFLiteReadable {
  package static let tfliteNames = ["LOCAL_RESPONSE_NORMALIZATION"]

  /// TFLite states half the window and multiplies the sum; ONNX states the window and multiplies the mean.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let radius = node.int("radius", default: 0)
    guard (0...1 << 16).contains(radius) else { throw context.refused(node, "radius", "\(radius)") }
    let size = 2 * radius + 1
    let op = LRN(
      size: size, alpha: node.float("alpha", default: 0) * Float(size), beta: node.float("beta", default: 0),
      bias: node.float("bias", default: 0))
    return try context.unary(op, node)
  }
}
