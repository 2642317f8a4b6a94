package import Graphs
package import Tensors

extension Softmax: TFLiteReadable {
  package static let tfliteNames = ["SOFTMAX"]

  /// Along the last axis, of the input times `beta`.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    var x = try context.input(0, of: node)
    let beta = node.float("beta", default: 1)
    guard beta.isFinite else { throw context.refused(node, "beta", "\(beta)") }
    if beta != 1 { x = try context.apply(Multiply(), x, context.scalar(beta)) }
    return [try context.apply(Softmax(), x, name: node.name)]
  }
}

extension Softmax: TFLiteWritable {
  /// TFLite's integer operator works along the last axis and stores with the scale 1/256 and the zero point −128.
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    inputs.allSatisfy(Softmax.isCodes) && Softmax.isCodes(output)
      && output.quantization == QuantizationParameters(scale: 1 / 256, zeroPoint: -128)
      && output.shape.normalized(axis: axis) == output.shape.rank - 1
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.writeAlongLastAxis("SOFTMAX", node, axis: axis, ["beta": .float(1)])
  }
}
