package import Graphs
package import Tensors

/// What element-wise operators of two inputs share: NumPy broadcasting, its loops and its gradient.
package enum Broadcasting {
  package static func outputType(_ inputs: [TensorType?]) throws(TypeInferenceError) -> TensorType {
    try TypeChecks.count(inputs, 2...2)
    let a = try TypeChecks.float32(inputs, 0)
    let b = try TypeChecks.float32(inputs, 1)
    guard let shape = a.broadcast(with: b) else { throw .shape("\(a) and \(b) do not broadcast") }
    return .float32(shape)
  }

  /// `f` over every pair of elements that broadcasting brings together.
  package static func map(_ inputs: [Tensor?], _ f: (Float, Float) -> Float) throws -> Tensor {
    let (a, b) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputType(inputs.map { $0?.type })
    let (x, y) = (a.floats, b.floats)
    let (first, second) = (offsets(of: a.shape, in: type.shape), offsets(of: b.shape, in: type.shape))
    return try Tensor(zip(first, second).map { f(x[$0], y[$1]) }, shape: type.shape)
  }

  /// For every element of `target`, the flat index of the element of `shape` that is broadcast to it.
  package static func offsets(of shape: Shape, in target: Shape) -> [Int] {
    let missing = target.rank - shape.rank
    let strides = shape.strides
    var result = [Int](repeating: 0, count: target.count)
    let outer = target.strides
    for axis in missing..<target.rank where shape[axis - missing] != 1 {
      for position in result.indices {
        result[position] += position / outer[axis] % target[axis] * strides[axis - missing]
      }
    }
    return result
  }

  /// Sums a gradient of the broadcast shape back to the shape it was broadcast from.
  package static func reduce(_ gradient: ValueID, to shape: Shape, in graph: inout Graph) throws(GraphError) -> ValueID
  {
    let from = graph.type(of: gradient).shape
    guard from != shape else { return gradient }
    let missing = from.rank - shape.rank
    let axes = (0..<from.rank).filter { $0 < missing || (shape[$0 - missing] == 1 && from[$0] != 1) }
    let sum = try graph.apply(ReduceSum(axes: axes, keepsAxes: true), gradient)
    return graph.type(of: sum).shape == shape ? sum : try graph.apply(Reshape(shape.dimensions), sum)
  }
}
