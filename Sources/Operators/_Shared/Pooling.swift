package import Graphs
package import Kernels
package import Tensors

/// What pooling operators share.
package enum Pooling {
  /// `[N,OH,OW,C]` for an image.
  /// - Throws: when the window does not fit or some window could lie in the padding only.
  package static func outputShape(_ x: Shape, kernel: Pair, window: Window) throws(TypeInferenceError) -> Shape {
    let extent = try window.outputExtent(Pair(x[1], x[2]), kernel: kernel)
    let reach = Pair(
      window.dilation.height * (kernel.height - 1) + 1, window.dilation.width * (kernel.width - 1) + 1)
    let p = window.padding
    guard max(p.top, p.bottom) < reach.height, max(p.left, p.right) < reach.width else {
      throw .attribute(name: "pads", problem: "\(p.list) is not below the window's extent")
    }
    return [x[0], extent.height, extent.width, x[3]]
  }

  package static func geometry(_ x: Shape, kernel: Pair, window: Window) -> PoolGeometry? {
    guard window.dilation == .one else { return nil }
    return PoolGeometry(
      batch: x[0], height: x[1], width: x[2], channels: x[3], kernelHeight: kernel.height, kernelWidth: kernel.width,
      strideHeight: window.stride.height, strideWidth: window.stride.width, padTop: window.padding.top,
      padLeft: window.padding.left, padBottom: window.padding.bottom, padRight: window.padding.right)
  }

  /// Calls `body` with the flat indices of an output pixel and of the input pixels under its window.
  package static func forEachWindow(
    input x: Shape, output y: Shape, kernel: Pair, window: Window, _ body: (_ pixel: Int, _ sources: [Int]) -> Void
  ) {
    var sources = [[Int]](repeating: [], count: y[0] * y[1] * y[2])
    WindowTaps.forEach(input: x, output: y, kernel: kernel, window: window) { pixel, _, source in
      sources[pixel].append(source)
    }
    for (pixel, list) in sources.enumerated() { body(pixel, list) }
  }

  /// The kernel extent of an ONNX node and its window; `ceil_mode` becomes padding at the end.
  package static func window(onnx node: ForeignNode, input x: Shape) throws(ForeignError) -> (Pair, Window) {
    guard let list = node.ints("kernel_shape"), list.count == 2, list.allSatisfy({ (1...Window.largest).contains($0) })
    else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "kernel_shape", problem: "\(node.ints("kernel_shape") ?? [])")
    }
    let kernel = Pair(list[0], list[1])
    let stated = try Window(onnx: node, input: Pair(x[1], x[2]), kernel: kernel)
    guard node.int("ceil_mode", default: 0) != 0 else { return (kernel, stated) }
    func trailing(_ extent: Int, _ k: Int, _ s: Int, _ d: Int, _ before: Int, _ after: Int) -> Int {
      let free = extent + before + after - d * (k - 1) - 1
      guard free >= 0 else { return after }
      var count = (free + s - 1) / s + 1
      if (count - 1) * s >= extent + before { count -= 1 }
      return max(0, (count - 1) * s + d * (k - 1) + 1 - extent - before)
    }
    let (s, d, p) = (stated.stride, stated.dilation, stated.padding)
    let window = Window(
      stride: s, dilation: d,
      padding: Padding(
        top: p.top, left: p.left, bottom: trailing(x[1], kernel.height, s.height, d.height, p.top, p.bottom),
        right: trailing(x[2], kernel.width, s.width, d.width, p.left, p.right)))
    return (kernel, window)
  }

  static func write(
    _ kind: String, _ node: Node, kernel: Pair, window: Window, _ more: [String: ForeignAttribute] = [:],
    into context: inout ONNXWriting
  ) {
    guard let x = node.inputs[0] else { return }
    var attributes = window.attributes.merging(more) { $1 }
    attributes["kernel_shape"] = .ints([kernel.height, kernel.width])
    let input = context.channelsFirst(x)
    context.append(kind, named: node.name, [input], [context.defineChannelsFirst(node.outputs[0])], attributes)
  }
}
