package import Graphs
package import Tensors

/// Channels become pixels: every pixel with `C` channels becomes a square of `size` × `size` pixels with `C / size²`.
///
/// - Input: `x [N,H,W,C]` of any elements of whole bytes. Output: `[N, H·size, W·size, C / size²]`.
/// - Source: ONNX DepthToSpace-13 (modes DCR and CRD); Shi et al. 2016, pixel shuffle (CRD).
package struct DepthToSpace: Operator {
  package let order: BlockOrder

  package init(_ order: BlockOrder) { self.order = order }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    [try order.outputType(inputs, toSpace: true)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    [try order.reference(try inputs.tensor(0), toSpace: true)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("place first", DepthToSpace(BlockOrder(2)), [.random([2, 3, 2, 8], seed: 1)]),
      OperatorSample(
        "pixel shuffle", DepthToSpace(BlockOrder(2, placeFirst: false)), [.random([1, 2, 3, 12], seed: 2)]),
    ]
  }
}

extension DepthToSpace: Differentiable {
  /// The squares of `dy` become channels again.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    return [try graph.apply(SpaceToDepth(order), dy)]
  }
}

extension DepthToSpace: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? { order.kernel(request, toSpace: true) }
}

extension DepthToSpace: ONNXConvertible {
  package static let onnxNames = ["DepthToSpace"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let order = try BlockOrder(onnx: node)
    let x = try context.channelsLast(0, of: node)
    return [.channelsLast(try context.apply(DepthToSpace(order), x, name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let input = context.channelsFirst(x)
    context.append(
      "DepthToSpace", named: node.name, [input], [context.defineChannelsFirst(node.outputs[0])],
      ["blocksize": .int(order.size), "mode": .string(order.placeFirst ? "DCR" : "CRD")])
  }
}
