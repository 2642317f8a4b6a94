package import Graphs
import Kernels
package import Tensors

/// The gradient of a ``Gather``: parts of `dy` added up where they were picked, `dx[…, index[i…], …] += dy[…, i…, …]`.
///
/// - Inputs: `indices` int32 or int64 of any shape, negative ones from the back; `dy`, whose extents along the axis are
///   those of the indices. Output: `dx` with ``extent`` parts along the axis.
package struct GatherGradient: Operator {
  package let axis: Int
  /// Parts that were picked from.
  package let extent: Int

  /// - Parameter axis: of `dx`, not negative.
  package init(axis: Int = 0, extent: Int) {
    self.axis = axis
    self.extent = extent
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let indices = try Indices.shape(inputs, 0)
    let dy = try TypeChecks.float32(inputs, 1)
    guard axis >= 0, extent >= 0, axis + indices.rank <= dy.rank,
      Array(dy.dimensions[axis..<axis + indices.rank]) == indices.dimensions
    else { throw .shape("\(dy) was not picked by \(indices) along axis \(axis)") }
    return [.float32(Shape(dy.dimensions[..<axis] + [extent] + dy.dimensions[(axis + indices.rank)...]))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (stated, dy) = (try inputs.tensor(0), try inputs.tensor(1))
    var result = Tensor(zeros: try outputTypes(for: [stated.type, dy.type])[0])
    let part = result.shape.strides[axis]
    let indices = try Indices.numbers(stated).map { index throws(TypeInferenceError) in
      try Indices.fromFront(index, of: extent)
    }
    let parts = dy.floats
    result.withMutableElements(as: Float.self) { dx in
      for (place, value) in parts.enumerated() {
        let (row, column) = (place / part, place % part)
        dx[(row / indices.count * extent + indices[row % indices.count]) * part + column] += value
      }
    }
    return [result]
  }

  package static var samples: [OperatorSample] {
    let rows = Tensor([Int64(3), 0, -1, 3])
    let table = Tensor([Int32(1), 0, 1, 1]).retyped(TensorType(.int32, [2, 2]))
    return [
      OperatorSample("rows", GatherGradient(extent: 5), [rows, .random([4, 7], seed: 1)]),
      OperatorSample("inner axis", GatherGradient(axis: 1, extent: 3), [table, .random([2, 2, 2, 35], seed: 2)]),
    ]
  }
}

extension GatherGradient: NonDifferentiable {
  package static let reasonWithoutGradient = "it is a gradient; second derivatives are not taken"
}

extension GatherGradient: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let indices = request.input(0), let dy = request.input(1),
      dy.element == .float32, axis >= 0, axis + indices.shape.rank <= dy.shape.rank
    else { return nil }
    let call = KernelCall.gatherGradient(
      outer: dy.shape.dimensions[..<axis].reduce(1, *), extent: extent, count: indices.shape.count,
      part: dy.shape.dimensions[(axis + indices.shape.rank)...].reduce(1, *), indices: indices.element,
      instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1)]) }
  }
}
