package import Graphs
package import Tensors

extension DepthwiseConv: TFLiteReadable {
  package static let tfliteNames = ["DEPTHWISE_CONV_2D"]

  /// Filters are `[1,KH,KW,C·m]`; `depth_multiplier` repeats what their shape says.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.image(0, of: node)
    let filter = context.type(of: try context.stored(1, of: node)).shape
    guard filter.rank == 4, filter[0] == 1 else { throw context.refused(node, "filter", "\(filter)") }
    let kernel = Shape(Array(filter.dimensions.dropFirst()))
    let known = try context.layerWeights(of: node, rearranged: { $0.withoutFirstAxis(kernel) })
    let w: ValueID
    if let known {
      w = known
    } else {
      w = try context.apply(Reshape(kernel.dimensions), try context.input(1, of: node))
    }
    let image = context.type(of: x).shape
    let window = try Window(tflite: node, input: Pair(image[1], image[2]), kernel: Pair(kernel[0], kernel[1]))
    let y = try context.apply(
      DepthwiseConv(window), x, w, try context.layerBias(of: node, weights: w), name: node.name)
    return [try context.activated(y, node)]
  }
}

extension Tensor {
  /// The same elements without a first axis of extent 1; a scale per channel stays with its channel.
  fileprivate func withoutFirstAxis(_ shape: Shape) -> Tensor? {
    guard let q = type.quantization, let axis = q.axis else {
      return retyped(TensorType(element, shape, quantization: type.quantization))
    }
    guard axis > 0 else { return nil }
    let moved = QuantizationParameters(scales: q.scales, zeroPoints: q.zeroPoints, axis: axis - 1)
    return retyped(TensorType(element, shape, quantization: moved))
  }
}

extension DepthwiseConv: TFLiteWritable {
  package static let fusesActivation = true

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    DepthwiseConv.areLayerCodes(inputs, axis: 2, output: output)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0], let w = node.inputs[1] else { return }
    let shape = context.type(of: w).shape
    let weights = context.layerWeights(node, as: Shape([1] + shape.dimensions))
    let multiplier = shape[2] / max(context.type(of: x).shape[3], 1)
    try context.writeConvolution(
      "DEPTHWISE_CONV_2D", node, window, kernel: Pair(shape[0], shape[1]), weights: weights,
      ["depth_multiplier": .int(multiplier)])
  }
}
