package import Graphs
import Tensors

extension DepthwiseConv: ONNXConvertible {
  package static let onnxNames = ["Conv"]

  /// Reads convolutions with as many groups as channels; the others belong to ``Conv``.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let stated = try context.input(1, of: node)
    let shape = context.graph.type(of: stated).shape
    guard node.int("group", default: 1) > 1, shape.rank == 4, shape[1] == 1 else { return nil }
    let x = try context.channelsLast(0, of: node)
    let image = context.graph.type(of: x).shape
    guard node.int("group", default: 1) == image[3] else { return nil }
    let window = try Window(onnx: node, input: Pair(image[1], image[2]), kernel: Pair(shape[2], shape[3]))
    let w = try context.depthwiseWeights(stated)
    let y = try context.apply(DepthwiseConv(window), x, w, try context.optionalInput(2, of: node), name: node.name)
    return [.channelsLast(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    try context.writeConvolution(
      node, window: window, groups: context.type(of: x).shape[3], kernel: { Pair($0[0], $0[1]) },
      weights: { $0.depthwiseToONNX() })
  }
}

extension ONNXReading {
  /// `[C·m,1,KH,KW]` to `[KH,KW,C·m]`.
  fileprivate mutating func depthwiseWeights(_ id: ValueID) throws(ForeignError) -> ValueID {
    let moved = try weights(id) { $0.transposed([2, 3, 0, 1]).droppingLastAxis() }
    if let moved { return moved }
    let shape = graph.type(of: id).shape
    let transposed = try apply(Transpose([2, 3, 0, 1]), id)
    return try apply(Reshape([shape[2], shape[3], shape[0]]), transposed)
  }
}

extension Tensor {
  /// The same elements without a last axis of extent 1.
  fileprivate func droppingLastAxis() -> Tensor {
    retyped(TensorType(element, Shape(shape.dimensions.dropLast()), quantization: type.quantization))
  }

  /// `[KH,KW,C·m]` to `[C·m,1,KH,KW]`; a scale per channel moves from axis 2 to axis 0.
  fileprivate func depthwiseToONNX() -> Tensor {
    let moved = transposed([2, 0, 1])
    let shape = Shape([moved.shape[0], 1, moved.shape[1], moved.shape[2]])
    return moved.retyped(TensorType(element, shape, quantization: moved.type.quantization))
  }
}
