package import Graphs
import Tensors

extension Conv: ONNXConvertible {
  package static let onnxNames = ["Conv"]

  /// Reads convolutions that are not depthwise; those belong to ``DepthwiseConv``.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let x = try context.channelsLast(0, of: node)
    let stated = try context.input(1, of: node)
    let shape = context.graph.type(of: stated).shape
    guard shape.rank == 4 else {
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "W", problem: "rank \(shape.rank)")
    }
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

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    try context.writeConvolution(
      node, window: window, groups: groups, kernel: { Pair($0[1], $0[2]) },
      weights: { $0.transposed(ImageLayout.toChannelsFirst) })
  }
}
