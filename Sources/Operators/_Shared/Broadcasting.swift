package import Graphs
package import Tensors

/// What element-wise operators of two inputs share: NumPy broadcasting, its loops and its gradient.
package enum Broadcasting {
  /// The type of a result that has the element type of both inputs.
  package static func outputType(
    _ inputs: [TensorType?], _ kinds: ElementKinds = .numbers
  ) throws(TypeInferenceError) -> TensorType {
    try TypeChecks.count(inputs, 2...2)
    let a = try TypeChecks.element(inputs, 0, kinds)
    let b = try TypeChecks.element(inputs, 1, like: a)
    return TensorType(a.element, try shape(a.shape, b.shape))
  }

  package static func shape(_ a: Shape, _ b: Shape) throws(TypeInferenceError) -> Shape {
    guard let shape = a.broadcast(with: b) else { throw .shape("\(a) and \(b) do not broadcast") }
    return shape
  }

  /// A function of every pair of elements that broadcasting brings together.
  package static func map(
    _ inputs: [Tensor?], as element: ElementType, real: (Double, Double) -> Double,
    integer: (Int128, Int128) -> Int128
  ) throws -> Tensor {
    let (a, b) = (try inputs.tensor(0), try inputs.tensor(1))
    let shape = try shape(a.shape, b.shape)
    guard let y = spread(a, to: shape).zipped(with: spread(b, to: shape), real: real, integer: integer) else {
      throw TypeInferenceError.elementType(input: 1, expected: a.element.rawValue, found: b.element.rawValue)
    }
    return try Tensor(y, as: element, shape: shape)
  }

  /// The elements of a tensor at every position of a shape it broadcasts to.
  package static func spread(_ x: Tensor, to shape: Shape) -> Numbers {
    x.shape == shape ? x.numbers : x.numbers.picked(offsets(of: x.shape, in: shape))
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
