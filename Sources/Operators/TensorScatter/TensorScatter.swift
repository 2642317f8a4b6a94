package import Graphs
package import Tensors

/// A cache with new positions written into each of its batches: the keys and values of an attention that go on growing.
///
/// `y[n, …, start[n] + i, …] = u[n, …, i, …]` along one axis; the rest is the cache's.
/// - Inputs: `cache`, `updates` of the same extents but on the axis, optional `start [N]` int64 (0 when absent).
/// - Output: the type of the cache.
/// - Source: ONNX TensorScatter-24.
package struct TensorScatter: Operator {
  /// Not the first axis, which is the batch.
  package let axis: Int
  /// Positions behind the end go on at the front.
  package let isCircular: Bool

  package init(axis: Int = -2, isCircular: Bool = false) {
    self.axis = axis
    self.isCircular = isCircular
  }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...3)
    let (cache, updates) = (try Movement.type(inputs, 0), try Movement.type(inputs, 1))
    let axis = try TypeChecks.axis(axis, of: cache.shape)
    guard axis > 0, updates.element == cache.element, updates.quantization == cache.quantization,
      updates.shape.rank == cache.shape.rank, updates.shape[axis] <= cache.shape[axis],
      updates.shape.replacing(axis: axis, with: cache.shape[axis]) == cache.shape
    else { throw .shape("\(updates) into \(cache)") }
    if inputs.count > 2, inputs[2] != nil {
      let start = try Indices.shape(inputs, 2)
      guard start == [cache.shape[0]] else { throw .shape("\(start) starts for \(cache.shape[0]) batches") }
    }
    return [cache]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (cache, updates) = (try inputs.tensor(0), try inputs.tensor(1))
    let axis = try TypeChecks.axis(axis, of: cache.shape)
    let starts =
      inputs.count > 2 ? inputs[2].map(Indices.numbers) : nil
    let (extent, count, part) = (cache.shape[axis], updates.shape[axis], cache.shape.strides[axis])
    let rows = cache.shape.dimensions[..<axis].reduce(1, *)
    var places: [Int] = []
    for row in 0..<rows {
      let start = starts?[row / (rows / cache.shape[0])] ?? 0
      for i in 0..<count {
        let (sum, overflow) = start.addingReportingOverflow(i)
        let position = isCircular && extent > 0 && sum >= 0 ? sum % extent : sum
        guard !overflow, (0..<extent).contains(position) else {
          throw TypeInferenceError.attribute(name: "write_indices", problem: "\(start) of \(extent)")
        }
        places.append((row * extent + position) * part)
      }
    }
    return [try ScatterReduction.none.apply(updates, to: cache, at: places, part: part)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "cache", TensorScatter(), [.random([2, 4, 3], seed: 1), .random([2, 2, 3], seed: 2), Tensor([Int64(1), 2])]),
      OperatorSample(
        "circular", TensorScatter(isCircular: true),
        [.random([2, 4, 3], seed: 3), .random([2, 2, 3], seed: 4), Tensor([Int64(3), 0])]),
    ]
  }
}

extension TensorScatter: NonDifferentiable {
  package static let reasonWithoutGradient = "a cache is filled outside training"
}

extension TensorScatter: ONNXReadable {
  package static let onnxNames = ["TensorScatter"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let mode = node.string("mode", default: "linear")
    guard mode == "linear" || mode == "circular" else { throw node.refused("mode", mode) }
    let op = TensorScatter(axis: node.int("axis", default: -2), isCircular: mode == "circular")
    return try context.asStated(op, inputs: 3, node)
  }
}
