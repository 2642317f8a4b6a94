package import Graphs
import Kernels
package import Tensors

/// The mean of each channel over the whole image.
///
/// - Input: `x [N,H,W,C]`. Output: `[N,1,1,C]`.
/// - Source: ONNX GlobalAveragePool-1; Lin et al. 2014.
package struct GlobalAveragePool: Operator {
  package init() {}

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.float32(inputs, 0, rank: 4)
    return [.float32(try Pooling.outputShape(x, kernel: Pair(x[1], x[2]), window: Window()))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    return try AveragePool(Pair(x.shape[1], x.shape[2])).reference([x])
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("7×7", GlobalAveragePool(), [.random([2, 7, 7, 19], seed: 1)]),
      OperatorSample("one pixel", GlobalAveragePool(), [.random([1, 1, 1, 5], seed: 2)]),
    ]
  }
}

extension GlobalAveragePool: Differentiable {
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let x = call.inputs[0] else { return [nil] }
    let shape = graph.type(of: x).shape
    return [try graph.apply(AveragePoolGradient(AveragePool(Pair(shape[1], shape[2])), inputShape: shape), dy)]
  }
}

extension GlobalAveragePool: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard let x = request.input(0)?.shape,
      let geometry = Pooling.geometry(x, kernel: Pair(x[1], x[2]), window: Window())
    else { return nil }
    if request.isFloat32, request.epilogue.isEmpty {
      return KernelCall.reduce(
        kind: .mean, outer: x[0], reduced: x[1] * x[2], inner: x[3], instructionSet: request.instructionSet
      ).map { KernelBinding($0, operands: [.input(0)]) }
    }
    return Pooling.averageKernel(geometry, countsPadding: false, request)
  }
}

extension GlobalAveragePool: ONNXConvertible {
  package static let onnxNames = ["GlobalAveragePool"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let type = try context.anyType(0, of: node)
    guard type.shape.rank == 4, type.element == .float32 else {
      guard type.shape.rank > 2 else { throw node.refused("X", "\(type)") }
      let axes = Array(2..<type.shape.rank)
      return try context.asStated(ReduceMean(axes: axes, keepsAxes: true), inputs: 1, node)
    }
    let x = try context.channelsLast(0, of: node)
    return [.channelsLast(try context.apply(GlobalAveragePool(), x, name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let input = context.channelsFirst(x)
    context.append("GlobalAveragePool", named: node.name, [input], [context.defineChannelsFirst(node.outputs[0])])
  }
}
