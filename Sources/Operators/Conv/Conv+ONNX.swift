package import Graphs
import Tensors

extension Conv: ONNXConvertible {
  package static let onnxNames = ["Conv"]

  /// Reads convolutions that are not depthwise; those belong to ``DepthwiseConv``.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let stated = try context.input(1, of: node)
    let shape = context.graph.type(of: stated).shape
    // The kernels of images are for float32 and for codes behind a DequantizeLinear.
    guard context.graph.type(of: stated).element == .float32 else { return try volume(shape, node, into: &context) }
    if shape.rank == 3 {
      return try context.asRow(node) { row, context throws(ForeignError) in
        if let results = try read(onnx: row, into: &context) { return results }
        return try DepthwiseConv.read(onnx: row, into: &context)
      }
    }
    guard shape.rank == 4 else { return try volume(shape, node, into: &context) }
    let x = try context.channelsLast(0, of: node)
    let groups = node.int("group", default: 1)
    let image = context.graph.type(of: x).shape
    guard !(groups > 1 && groups == image[3] && shape[1] == 1) else { return nil }
    let window = try Window(onnx: node, input: Pair(image[1], image[2]), kernel: Pair(shape[2], shape[3]))
    let known = try context.weights(stated) { $0.transposed(ImageLayout.toChannelsLast) }
    let w: ValueID
    if let known { w = known } else { w = try context.apply(Transpose(ImageLayout.toChannelsLast), stated) }
    let y = try context.apply(
      Conv(window, groups: groups), x, w, try context.optionalInput(2, of: node), name: node.name)
    return [.channelsLast(y)]
  }

  /// Other ranks than that of images, and other elements.
  private static func volume(
    _ weights: Shape, _ node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result] {
    let x = try context.inputType(0, of: node).shape
    guard weights.rank > 2, x.rank == weights.rank else { throw node.refused("W", "\(weights) for \(x)") }
    let window = try VolumeWindow(
      onnx: node, input: Array(x.dimensions[2...]), kernel: Array(weights.dimensions[2...]))
    return try context.asStated(VolumeConv(window, groups: node.int("group", default: 1)), inputs: 3, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    try context.writeConvolution(
      node, window: window, groups: groups, kernel: { Pair($0[1], $0[2]) },
      weights: { $0.transposed(ImageLayout.toChannelsFirst) })
  }
}
