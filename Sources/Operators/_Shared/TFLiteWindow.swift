package import Graphs
import Tensors

extension Window {
  /// Reads `padding`, `stride_h` and `stride_w`, and dilations where the node has such.
  package init(tflite node: ForeignNode, input: Pair, kernel: Pair) throws(ForeignError) {
    func extent(_ name: String, default value: Int) throws(ForeignError) -> Int {
      let extent = node.int(name, default: value)
      guard (1...Window.largest).contains(extent) else {
        throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: name, problem: "\(extent)")
      }
      return extent
    }
    let stride = Pair(try extent("stride_h", default: 0), try extent("stride_w", default: 0))
    let dilation = Pair(try extent("dilation_h_factor", default: 1), try extent("dilation_w_factor", default: 1))
    guard [kernel.height, kernel.width].allSatisfy({ (1...Window.largest).contains($0) }) else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "filter", problem: "\(kernel.height)×\(kernel.width)")
    }
    self =
      node.string("padding", default: "SAME") == "SAME"
      ? .same(input: input, kernel: kernel, stride: stride, dilation: dilation)
      : Window(stride: stride, dilation: dilation)
  }
}

extension Pooling {
  /// The image that a node pools, its window and how that moves.
  static func read(
    _ node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> (x: ValueID, kernel: Pair, window: Window) {
    let x = try context.image(0, of: node)
    let shape = context.type(of: x).shape
    let kernel = Pair(node.int("filter_height", default: 0), node.int("filter_width", default: 0))
    return (x, kernel, try Window(tflite: node, input: Pair(shape[1], shape[2]), kernel: kernel))
  }
}

extension TFLiteReading {
  /// An input that must be a batch of images, NHWC.
  package mutating func image(_ index: Int, of node: ForeignNode) throws(ForeignError) -> ValueID {
    let x = try input(index, of: node)
    guard type(of: x).shape.rank == 4 else { throw refused(node, "input \(index)", "\(type(of: x).shape) is no image") }
    return x
  }
}
