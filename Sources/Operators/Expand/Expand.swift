package import Graphs
package import Tensors

/// The input repeated along axes of extent 1, as NumPy broadcasts it with a shape.
///
/// - Output: the broadcast of `x`'s shape with ``dimensions``; an extent 1 there keeps the input's.
/// - Source: ONNX Expand-13 with a known shape.
package struct Expand: Operator {
  package let dimensions: [Int]

  package init(_ dimensions: [Int]) { self.dimensions = dimensions }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    var type = try Movement.type(inputs, 0)
    guard let target = try? Shape(checking: dimensions), let shape = type.shape.broadcast(with: target) else {
      throw .shape("\(type.shape) does not broadcast with \(dimensions)")
    }
    type.shape = shape
    return [type]
  }

  private func picks(_ shape: Shape, _ target: Shape) -> AxisPicks {
    let source = Shape([Int](repeating: 1, count: target.rank - shape.rank) + shape.dimensions)
    return AxisPicks(
      source, (0..<target.rank).map { source[$0] == target[$0] ? nil : [Int](repeating: 0, count: target[$0]) })
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    return [picks(x.shape, try outputTypes(for: [x.type])[0].shape).reference(x)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("column", Expand([3, 5]), [.random([3, 1], seed: 1)]),
      OperatorSample("apart", Expand([2, 1, 4]), [.random([3, 1], seed: 2)]),
      OperatorSample("rows", Expand([4, 2, 7]), [.random([2, 7], seed: 3)]),
    ]
  }
}

extension Expand: Differentiable {
  /// `dy` summed over the repetitions.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let x = call.inputs[0] else { return [nil] }
    return [try Broadcasting.reduce(dy, to: graph.type(of: x).shape, in: &graph)]
  }
}

extension Expand: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard let x = request.input(0)?.shape, let y = request.outputs.first?.shape, y.count <= 1 << 26 else { return nil }
    return x.count == y.count ? Movement.copy(request) : picks(x, y).kernel(request)
  }
}
