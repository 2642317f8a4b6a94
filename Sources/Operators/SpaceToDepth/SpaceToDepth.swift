package import Graphs
package import Tensors

/// Pixels become channels: every square of `size` × `size` pixels becomes one pixel with all their channels.
///
/// - Input: `x [N,H,W,C]` of any elements of whole bytes. Output: `[N, H / size, W / size, C·size²]`.
/// - Source: ONNX SpaceToDepth-13, whose order of channels is `placeFirst`.
package struct SpaceToDepth: Operator {
  package let order: BlockOrder

  package init(_ order: BlockOrder) { self.order = order }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    [try order.outputType(inputs, toSpace: false)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    [try order.reference(try inputs.tensor(0), toSpace: false)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("place first", SpaceToDepth(BlockOrder(2)), [.random([2, 4, 6, 3], seed: 1)]),
      OperatorSample("by three", SpaceToDepth(BlockOrder(3)), [.random([1, 3, 6, 2], seed: 2)]),
    ]
  }
}

extension SpaceToDepth: Differentiable {
  /// The channels of `dy` become squares again.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    return [try graph.apply(DepthToSpace(order), dy)]
  }
}

extension SpaceToDepth: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? { order.kernel(request, toSpace: false) }
}

extension SpaceToDepth: ONNXConvertible {
  package static let onnxNames = ["SpaceToDepth"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let order = try BlockOrder(onnx: node)
    let x = try context.channelsLast(0, of: node)
    return [.channelsLast(try context.apply(SpaceToDepth(order), x, name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    guard order.placeFirst else {
      throw .cannotExport(operatorName: Self.name, node: node.name, problem: "the channel comes before its place")
    }
    let input = context.channelsFirst(x)
    context.append(
      "SpaceToDepth", named: node.name, [input], [context.defineChannelsFirst(node.outputs[0])],
      ["blocksize": .int(order.size)])
  }
}
