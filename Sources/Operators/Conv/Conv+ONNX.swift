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
    let w = try context.weights(stated, permutation: [0, 2, 3, 1])
    let y = try context.apply(Conv(window, groups: groups), x, w, try context.optionalInput(2, of: node), name: node.name)
    return [.channelsLast(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    try context.writeConvolution(
      node, window: window, groups: groups, weightPermutation: [0, 3, 1, 2],
      kernel: { Pair($0[1], $0[2]) })
  }
}
