package import Graphs
package import Tensors

extension LRN: TFLiteConvertible {
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
    return try context.elementwise(op, node)
  }

  /// Windows of as many channels before as behind, in images.
  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    size % 2 == 1 && inputs.first??.shape.rank == 4 && LRN.tfliteTakes(inputs, [.float32])
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append(
      "LOCAL_RESPONSE_NORMALIZATION", node,
      [
        "radius": .int(size / 2), "alpha": .float(alpha / Float(size)), "beta": .float(beta), "bias": .float(bias),
      ])
  }
}
