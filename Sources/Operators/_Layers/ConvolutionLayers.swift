package import Graphs
import Tensors

/// How a window treats the border of an image.
package enum BorderPadding: Sendable, Hashable {
  /// `⌈in / stride⌉` positions.
  case same
  /// Only positions where the window lies inside.
  case valid

  func window(_ x: Shape, kernel: Pair, stride: Int) -> Window {
    let step = Pair(stride, stride)
    return self == .valid ? Window(stride: step) : .same(input: Pair(x[1], x[2]), kernel: kernel, stride: step)
  }
}

/// Throws where a layer needs an image, with the words of type inference.
private func imageShape(_ x: ValueID, _ context: LayerContext, _ layer: String) throws(GraphError) -> Shape {
  let shape = context.shape(of: x)
  guard shape.rank == 4 else {
    throw .typeInference(
      node: layer, operatorName: layer, cause: .rank(input: 0, expected: "4", found: shape.rank))
  }
  return shape
}

/// A convolution with `filters` outputs.
package struct Conv2D: Layer {
  package let filters: Int
  package let kernel: Pair
  package let stride: Int
  package let padding: BorderPadding
  package let hasBias: Bool

  /// - Parameters:
  ///   - kernel: rows of the kernel.
  ///   - columns: its columns; as many as rows when absent.
  package init(
    _ filters: Int, kernel: Int, columns: Int? = nil, stride: Int = 1, padding: BorderPadding = .valid,
    bias: Bool = true
  ) {
    self.filters = filters
    self.kernel = Pair(kernel, columns ?? kernel)
    self.stride = max(1, stride)
    self.padding = padding
    hasBias = bias
  }

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    let shape = try imageShape(x, context, "Conv2D")
    let name = context.name("conv")
    let w = context.weights(
      name + ".weight", [filters, kernel.height, kernel.width, shape[3]],
      fanIn: kernel.height * kernel.width * shape[3])
    let b = hasBias ? context.vector(name + ".bias", filters) : nil
    return try context.graph.apply(Conv(padding.window(shape, kernel: kernel, stride: stride)), x, w, b, name: name)
  }
}

/// A depthwise convolution with a square kernel, one per channel.
package struct DepthwiseConv2D: Layer {
  package let kernel: Int
  package let stride: Int
  package let padding: BorderPadding
  package let hasBias: Bool

  package init(kernel: Int, stride: Int = 1, padding: BorderPadding = .same, bias: Bool = true) {
    self.kernel = kernel
    self.stride = max(1, stride)
    self.padding = padding
    hasBias = bias
  }

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    let shape = try imageShape(x, context, "DepthwiseConv2D")
    let name = context.name("depthwise")
    let w = context.weights(name + ".weight", [kernel, kernel, shape[3]], fanIn: kernel * kernel)
    let b = hasBias ? context.vector(name + ".bias", shape[3]) : nil
    let op = DepthwiseConv(padding.window(shape, kernel: Pair(kernel, kernel), stride: stride))
    return try context.graph.apply(op, x, w, b, name: name)
  }
}

/// The largest element of each square window.
package struct MaxPool2D: Layer {
  package let size: Int
  package let stride: Int

  /// - Parameter stride: the size when absent.
  package init(_ size: Int, stride: Int? = nil) {
    self.size = size
    self.stride = max(1, stride ?? size)
  }

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    let op = MaxPool(Pair(size, size), Window(stride: Pair(stride, stride)))
    return try context.graph.apply(op, x, name: context.name("maxpool"))
  }
}

/// The mean of each square window.
package struct AveragePool2D: Layer {
  package let size: Int
  package let stride: Int

  /// - Parameter stride: the size when absent.
  package init(_ size: Int, stride: Int? = nil) {
    self.size = size
    self.stride = max(1, stride ?? size)
  }

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    let op = AveragePool(Pair(size, size), Window(stride: Pair(stride, stride)))
    return try context.graph.apply(op, x, name: context.name("averagepool"))
  }
}
