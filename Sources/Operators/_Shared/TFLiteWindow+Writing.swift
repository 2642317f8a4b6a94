package import Graphs
package import Tensors

/// What TFLite's operators with a window state: one of two rules of padding instead of amounts.
package enum TFLitePadding: String, Sendable {
  /// As much as `⌈in / stride⌉` positions need, the odd one at the end.
  case same = "SAME"
  case valid = "VALID"

  /// The rule that adds what a window adds, as far as the window reads it; `nil` when neither does.
  /// - Parameter image: the extent without padding.
  package init?(_ window: Window, image: Pair, kernel: Pair) {
    guard let used = window.usedPadding(image: image, kernel: kernel) else { return nil }
    let rule = Window.same(input: image, kernel: kernel, stride: window.stride, dilation: window.dilation)
    let extents = try? rule.outputExtent(image, kernel: kernel)
    if used == .none {
      self = .valid
    } else if used == rule.padding, extents == (try? window.outputExtent(image, kernel: kernel)) {
      self = .same
    } else {
      return nil
    }
  }
}

extension Window {
  /// The padding without rows and columns at the end that no position of the window reaches.
  package func usedPadding(image: Pair, kernel: Pair) -> Padding? {
    guard let output = try? outputExtent(image, kernel: kernel) else { return nil }
    func after(_ count: Int, _ s: Int, _ k: Int, _ d: Int, _ extent: Int, _ before: Int) -> Int {
      max(0, (count - 1) * s + (k - 1) * d + 1 - extent - before)
    }
    return Padding(
      top: padding.top, left: padding.left,
      bottom: after(output.height, stride.height, kernel.height, dilation.height, image.height, padding.top),
      right: after(output.width, stride.width, kernel.width, dilation.width, image.width, padding.left))
  }

  /// Stride and rule of padding as TFLite's options.
  package func tfliteAttributes(_ padding: TFLitePadding) -> [String: ForeignAttribute] {
    ["padding": .string(padding.rawValue), "stride_h": .int(stride.height), "stride_w": .int(stride.width)]
  }
}

extension TFLiteWriting {
  /// The image that a window reads, with a PAD in front where no rule of TFLite adds what the window adds.
  /// - Parameters:
  ///   - x: an image batch.
  ///   - fill: what is added; `nil` for zeros, which codes have too.
  package mutating func padded(
    _ x: ValueID, _ window: Window, kernel: Pair, fill: Tensor? = nil
  ) -> (image: String, rule: TFLitePadding) {
    let type = type(of: x)
    let image = Pair(type.shape[1], type.shape[2])
    if let rule = TFLitePadding(window, image: image, kernel: kernel) { return (name(x), rule) }
    return (bordered(x, window.usedPadding(image: image, kernel: kernel) ?? window.padding, fill: fill), .valid)
  }

  /// The image with rows and columns around it, whatever rules there are.
  package mutating func bordered(_ x: ValueID, _ p: Padding, fill: Tensor? = nil) -> String {
    var type = type(of: x)
    let amounts = [0, 0, p.top, p.bottom, p.left, p.right, 0, 0]
    var inputs = [name(x), integers(amounts, name: "paddings", shape: [4, 2])]
    if let fill { inputs.append(sharedConstant(fill, name: "fill")) }
    type.shape = [
      type.shape[0], type.shape[1] + p.top + p.bottom, type.shape[2] + p.left + p.right, type.shape[3],
    ]
    let output = between(type, graph[x].name + "_padded")
    append(fill == nil ? "PAD" : "PADV2", inputs, [output])
    return output
  }

  /// A bias of zeros, as layers have that are written without one.
  package mutating func zeroBias(_ node: Node, count: Int) -> String {
    guard let x = node.inputs[0], let w = node.inputs[1], let input = type(of: x).quantization,
      let weights = type(of: w).quantization
    else { return sharedConstant(Tensor(repeating: 0, shape: [count]), name: "zeros") }
    let scales = weights.scales.map { $0 * input.scale }
    let parameters =
      weights.isPerTensor
      ? QuantizationParameters(scale: scales[0]) : QuantizationParameters(symmetric: scales, axis: 0)
    return sharedConstant(Tensor(zeros: TensorType(.int32, [count], quantization: parameters)), name: "zeros")
  }

  /// Writes a convolution whose weights are written already.
  package mutating func writeConvolution(
    _ kind: String, _ node: Node, _ window: Window, kernel: Pair, weights: String,
    _ more: [String: ForeignAttribute] = [:]
  ) throws(ForeignError) {
    guard let x = node.inputs[0] else { throw refusal(node, "an input is missing") }
    let (image, rule) = padded(x, window, kernel: kernel)
    var attributes = window.tfliteAttributes(rule).merging(more) { $1 }
    attributes["dilation_h_factor"] = .int(window.dilation.height)
    attributes["dilation_w_factor"] = .int(window.dilation.width)
    if let fused = try activation(of: node) { attributes["fused_activation_function"] = .string(fused.rawValue) }
    let stated = name(node, 2)
    let bias = stated.isEmpty ? zeroBias(node, count: type(of: node.outputs[0]).shape.channels) : stated
    append(kind, [image, weights, bias], [define(node.outputs[0])], attributes)
  }
}
