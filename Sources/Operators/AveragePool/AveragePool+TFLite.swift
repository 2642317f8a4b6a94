package import Graphs
package import Tensors

extension AveragePool: TFLiteReadable {
  package static let tfliteNames = ["AVERAGE_POOL_2D"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let (x, kernel, window) = try Pooling.read(node, into: &context)
    return [try context.activated(try context.apply(AveragePool(kernel, window), x, name: node.name), node)]
  }
}

extension AveragePool: TFLiteWritable {
  package static let fusesActivation = true

  /// TFLite's integer operator keeps scale and zero point.
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    guard let x = inputs.first ?? nil, AveragePool.sharesCodes(x, output) else { return false }
    let image = Pair(x.shape[1], x.shape[2])
    return countsPadding || TFLitePadding(window, image: image, kernel: kernel) != nil
  }

  /// TFLite divides by the number of pixels of the image under the window. Padding that counts is written as a PAD;
  /// padding that does not count and follows no rule of TFLite, as one with its mean corrected behind.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    guard window.dilation == .one else { throw context.refusal(node, "TFLite has no pooling with dilation") }
    let type = context.type(of: x)
    let extent = Pair(type.shape[1], type.shape[2])
    let used = window.usedPadding(image: extent, kernel: kernel)
    let rule = TFLitePadding(window, image: extent, kernel: kernel)
    if let rule, !countsPadding || used == Padding.none {
      return try context.writePool("AVERAGE_POOL_2D", node, context.name(x), rule, window, kernel: kernel)
    }
    let image = context.bordered(x, used ?? window.padding)
    if countsPadding {
      return try context.writePool("AVERAGE_POOL_2D", node, image, .valid, window, kernel: kernel)
    }
    let output = context.type(of: node.outputs[0])
    let counted = context.between(output, node.name + "_counted")
    context.append("AVERAGE_POOL_2D", [image], [counted], context.poolAttributes(.valid, window, kernel: kernel))
    var attributes: [String: ForeignAttribute] = [:]
    if let fused = try context.activation(of: node) {
      attributes["fused_activation_function"] = .string(fused.rawValue)
    }
    let factors = context.sharedConstant(corrections(type.shape, output.shape), name: "corrections")
    context.append("MUL", [counted, factors], [context.define(node.outputs[0])], attributes)
  }

  /// `[1,OH,OW,1]`: pixels of the window divided by those that lie on the image.
  private func corrections(_ x: Shape, _ y: Shape) -> Tensor {
    var taps = [Float](repeating: 0, count: y[1] * y[2])
    Pooling.forEachWindow(
      input: [1, x[1], x[2], 1], output: [1, y[1], y[2], 1], kernel: kernel, window: window
    ) { pixel, sources in
      taps[pixel] = Float(sources.count)
    }
    let size = Float(kernel.height * kernel.width)
    return (try? Tensor(taps.map { size / $0 }, shape: [1, y[1], y[2], 1])) ?? Tensor(repeating: 1, shape: .scalar)
  }
}
