package import Graphs
package import Tensors

extension Conv: TFLiteReadable {
  package static let tfliteNames = ["CONV_2D"]

  /// Filters are `[O,KH,KW,I]`; fewer input channels than the image has make groups.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.image(0, of: node)
    let w = try context.layerWeights(of: node)
    let (image, filter) = (context.type(of: x).shape, context.type(of: w).shape)
    guard filter.rank == 4, filter[3] > 0, image[3] % filter[3] == 0 else {
      throw context.refused(node, "filter", "\(filter) for \(image)")
    }
    let window = try Window(tflite: node, input: Pair(image[1], image[2]), kernel: Pair(filter[1], filter[2]))
    let bias = try context.layerBias(of: node, weights: w)
    let y = try context.apply(Conv(window, groups: image[3] / filter[3]), x, w, bias, name: node.name)
    return [try context.activated(y, node)]
  }
}

extension Conv: TFLiteWritable {
  package static let fusesActivation = true

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    Conv.areLayerCodes(inputs, axis: 0, output: output)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let w = node.inputs[1] else { return }
    let shape = context.type(of: w).shape
    let weights = context.layerWeights(node)
    try context.writeConvolution("CONV_2D", node, window, kernel: Pair(shape[1], shape[2]), weights: weights)
  }
}
