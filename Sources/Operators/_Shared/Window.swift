package import Graphs
import Tensors

/// Rows and columns of a window attribute.
package struct Pair: Hashable, Sendable {
  package let height: Int
  package let width: Int
  package init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }
  package static let one = Pair(1, 1)
}

/// Rows and columns added around an image.
package struct Padding: Hashable, Sendable {
  package let top: Int
  package let left: Int
  package let bottom: Int
  package let right: Int
  package init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }
  package init(_ all: Int) { self.init(top: all, left: all, bottom: all, right: all) }
  package static let none = Padding(0)
  /// ONNX order: `[top, left, bottom, right]`.
  package var list: [Int] { [top, left, bottom, right] }
}

/// How a kernel slides over an image: stride, dilation and padding of convolution and pooling.
package struct Window: Hashable, Sendable {
  package let stride: Pair
  package let dilation: Pair
  package let padding: Padding
  /// The largest stride, dilation, padding and kernel extent, so that no sum or product of them overflows.
  package static let largest = 1 << 20

  package init(stride: Pair = .one, dilation: Pair = .one, padding: Padding = .none) {
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
  }

  /// `⌊(in + padding − dilation·(k − 1) − 1) / stride⌋ + 1` for rows and columns.
  /// - Throws: when an attribute is out of range or the window does not fit the padded image.
  package func outputExtent(_ input: Pair, kernel: Pair) throws(TypeInferenceError) -> Pair {
    for (name, value, minimum) in [
      ("stride", min(stride.height, stride.width), 1), ("dilation", min(dilation.height, dilation.width), 1),
      ("pads", padding.list.min() ?? 0, 0), ("kernel_shape", min(kernel.height, kernel.width), 1),
    ] where value < minimum {
      throw .attribute(name: name, problem: "\(value) is below \(minimum)")
    }
    for (name, value) in [
      ("stride", max(stride.height, stride.width)), ("dilation", max(dilation.height, dilation.width)),
      ("pads", padding.list.max() ?? 0), ("kernel_shape", max(kernel.height, kernel.width)),
    ] where value > Window.largest {
      throw .attribute(name: name, problem: "\(value) is above \(Window.largest)")
    }
    let height = input.height + padding.top + padding.bottom - dilation.height * (kernel.height - 1) - 1
    let width = input.width + padding.left + padding.right - dilation.width * (kernel.width - 1) - 1
    guard height >= 0, width >= 0 else {
      throw .shape("a \(kernel.height)×\(kernel.width) window does not fit \(input.height)×\(input.width)")
    }
    return Pair(height / stride.height + 1, width / stride.width + 1)
  }

  /// Padding that keeps `⌈in / stride⌉` positions (TensorFlow's SAME, ONNX's SAME_UPPER): the odd one at the end.
  package static func same(input: Pair, kernel: Pair, stride: Pair, dilation: Pair = .one) -> Window {
    func total(_ extent: Int, _ k: Int, _ s: Int, _ d: Int) -> Int {
      max(0, ((extent + s - 1) / s - 1) * s + (k - 1) * d + 1 - extent)
    }
    let height = total(input.height, kernel.height, stride.height, dilation.height)
    let width = total(input.width, kernel.width, stride.width, dilation.width)
    return Window(
      stride: stride, dilation: dilation,
      padding: Padding(top: height / 2, left: width / 2, bottom: height - height / 2, right: width - width / 2))
  }
}

extension Window {
  /// Reads `strides`, `dilations`, `pads` and `auto_pad`.
  package init(onnx node: ForeignNode, input: Pair, kernel: Pair) throws(ForeignError) {
    func list(_ name: String, _ count: Int, from minimum: Int) throws(ForeignError) -> [Int] {
      let list = node.ints(name) ?? [Int](repeating: minimum, count: count)
      guard list.count == count, list.allSatisfy({ (minimum...Window.largest).contains($0) }) else {
        throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: name, problem: "\(list)")
      }
      return list
    }
    func pair(_ name: String) throws(ForeignError) -> Pair {
      let list = try list(name, 2, from: 1)
      return Pair(list[0], list[1])
    }
    let stride = try pair("strides")
    let dilation = try pair("dilations")
    let mode = node.string("auto_pad", default: "NOTSET")
    switch mode {
    case "NOTSET":
      let pads = try list("pads", 4, from: 0)
      self.init(
        stride: stride, dilation: dilation,
        padding: Padding(top: pads[0], left: pads[1], bottom: pads[2], right: pads[3]))
    case "VALID": self.init(stride: stride, dilation: dilation)
    case "SAME_UPPER", "SAME_LOWER":
      let upper = Window.same(input: input, kernel: kernel, stride: stride, dilation: dilation)
      let p = upper.padding
      self.init(
        stride: stride, dilation: dilation,
        padding: mode == "SAME_UPPER" ? p : Padding(top: p.bottom, left: p.right, bottom: p.top, right: p.left))
    default:
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "auto_pad", problem: mode)
    }
  }

  /// The attributes of an ONNX node, without those that equal ONNX's default.
  package var attributes: [String: ForeignAttribute] {
    var result: [String: ForeignAttribute] = [:]
    if stride != .one { result["strides"] = .ints([stride.height, stride.width]) }
    if dilation != .one { result["dilations"] = .ints([dilation.height, dilation.width]) }
    if padding != .none { result["pads"] = .ints(padding.list) }
    return result
  }
}
