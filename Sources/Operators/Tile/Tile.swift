package import Graphs
package import Tensors

/// The input set one behind the other a number of times along each axis.
///
/// - Output: extent `times[i] · x.shape[i]` along axis `i`.
/// - Source: ONNX Tile-13 with known repetitions, NumPy `tile`.
package struct Tile: Operator {
  package let times: [Int]

  package init(_ times: [Int]) { self.times = times }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    var type = try Movement.type(inputs, 0)
    guard type.shape.rank == times.count else {
      throw .rank(input: 0, expected: "\(times.count)", found: type.shape.rank)
    }
    guard times.allSatisfy({ (0...Int(Int32.max)).contains($0) }),
      let shape = try? Shape(checking: zip(times, type.shape.dimensions).map { $0 &* $1 })
    else { throw .attribute(name: "repeats", problem: "\(times) of \(type.shape)") }
    type.shape = shape
    return [type]
  }

  private func picks(_ shape: Shape) -> AxisPicks {
    AxisPicks(
      shape,
      times.enumerated().map { axis, count in count == 1 ? nil : (0..<count * shape[axis]).map { $0 % shape[axis] } })
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    return [picks(x.shape).reference(x)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("apart", Tile([2, 3]), [.random([3, 2], seed: 1)]),
      OperatorSample("channels stay together", Tile([1, 2, 1]), [.random([2, 3, 7], seed: 2)]),
    ]
  }
}

extension Tile: Differentiable {
  /// `dy` summed over the repetitions, which become axes of their own.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let x = call.inputs[0] else { return [nil] }
    let shape = graph.type(of: x).shape
    var (extents, repeated) = ([Int](), [Int]())
    for (axis, count) in times.enumerated() {
      if count != 1 {
        repeated.append(extents.count)
        extents.append(count)
      }
      extents.append(shape[axis])
    }
    guard !repeated.isEmpty else { return [dy] }
    let parts = try graph.apply(Reshape(extents), dy)
    return [try graph.apply(ReduceSum(axes: repeated, keepsAxes: false), parts)]
  }
}

extension Tile: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard let x = request.input(0)?.shape, let y = request.outputs.first, y.shape.count <= 1 << 26 else { return nil }
    return picks(x).kernel(request)
  }
}

extension Tile: ONNXConvertible {
  package static let onnxNames = ["Tile"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let x = try context.input(0, of: node)
    guard var times = try context.integers("repeats", orInput: 1, of: node) else {
      throw .missingInput(node: node.name, kind: node.kind, input: 1)
    }
    // Version 1 names one number and one axis.
    if node.version < 6, let axis = try context.integers("axis", orInput: 2, of: node)?.first, times.count == 1 {
      let axes = try context.axes([axis], of: x, channelsLast: false, node)
      let count = times[0]
      times = [Int](repeating: 1, count: context.graph.type(of: x).shape.rank)
      times[axes[0]] = count
    }
    return [.asStated(try context.apply(Tile(times), x, name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendAsGiven("Tile", node, more: [context.integers(times, name: "repeats")])
  }
}
