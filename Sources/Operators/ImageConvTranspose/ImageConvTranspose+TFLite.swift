package import Graphs
package import Tensors

extension ImageConvTranspose: TFLiteConvertible {
  package static let tfliteNames = ["TRANSPOSE_CONV"]
  package static let fusesActivation = true

  /// Inputs are the shape of the output, weights `[O,KH,KW,C]`, the image and an optional bias.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let extents = try context.integers(0, of: node)
    let x = try context.image(2, of: node)
    let w = try context.layerWeights(of: node)
    let filter = context.type(of: w).shape
    guard extents.count == 4, filter.rank == 4, extents.allSatisfy({ (1...Window.largest).contains($0) }) else {
      throw context.refused(node, "output_shape", "\(extents)")
    }
    let size = Pair(extents[1], extents[2])
    let window = try Window(tflite: node, input: size, kernel: Pair(filter[1], filter[2]))
    let op = ImageConvTranspose(
      stride: window.stride, cut: Pair(window.padding.top, window.padding.left), size: size)
    let y = try context.apply(op, x, w, try context.optionalInput(3, of: node), name: node.name)
    return [try context.activated(y, node)]
  }

  package func hasForm(_ inputs: [TensorType?]) -> Bool { ImageConvTranspose.tfliteTakes(inputs, [.float32]) }

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    ImageConvTranspose.areLayerCodes(inputs, axis: 0, output: output)
  }

  /// What no rule of TFLite cuts off is made, too, and cut off behind.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0], let w = node.inputs[1] else { return }
    let (image, shape) = (context.type(of: x).shape, context.type(of: w).shape)
    let (window, kernel) = (window(image, shape), Pair(shape[1], shape[2]))
    var type = context.type(of: node.outputs[0])
    let rule = rule(window, kernel: kernel)
    if rule == nil {
      let p = window.padding
      type.shape = [image[0], size.height + p.top + p.bottom, size.width + p.left + p.right, shape[0]]
    }
    var attributes = window.tfliteAttributes(rule ?? .valid)
    if let fused = try context.activation(of: node) {
      attributes["fused_activation_function"] = .string(fused.rawValue)
    }
    var inputs = [
      context.integers(type.shape.dimensions, name: "output_shape"), context.name(w), context.name(x),
    ]
    if node.inputs.count > 2, let bias = node.inputs[2] { inputs.append(context.name(bias)) }
    guard rule == nil else {
      return context.append("TRANSPOSE_CONV", inputs, [context.define(node.outputs[0])], attributes)
    }
    let whole = context.between(type, node.name + "_whole")
    context.append("TRANSPOSE_CONV", inputs, [whole], attributes)
    let bounds = [
      context.integers([0, cut.height, cut.width, 0], name: "begin"),
      context.integers([image[0], size.height, size.width, shape[0]], name: "size"),
    ]
    context.append("SLICE", [whole] + bounds, [context.define(node.outputs[0])])
  }

  /// The rule of TFLite that cuts off just what this one does.
  private func rule(_ window: Window, kernel: Pair) -> TFLitePadding? {
    if window.padding == .none { return .valid }
    let same = Window.same(input: size, kernel: kernel, stride: stride)
    return same.padding == window.padding ? .same : nil
  }
}
