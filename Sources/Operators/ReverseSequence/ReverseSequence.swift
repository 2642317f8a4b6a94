package import Graphs
package import Tensors

/// The first elements of each sequence in the opposite order; what lies behind its length stays.
///
/// - Inputs: `x`, whose first two axes are batch and time in either order; `lengths [batch]` int32 or int64.
/// - Output: the type of `x`.
/// - Source: ONNX ReverseSequence-10.
package struct ReverseSequence: Operator {
  package let timeAxis: Int

  /// - Parameter timeAxis: 0 or 1; the other one is the batch.
  package init(timeAxis: Int = 0) { self.timeAxis = timeAxis }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let x = try Movement.type(inputs, 0)
    let lengths = try Indices.shape(inputs, 1)
    guard timeAxis == 0 || timeAxis == 1 else { throw .attribute(name: "time_axis", problem: "\(timeAxis)") }
    guard x.shape.rank >= 2, lengths == [x.shape[1 - timeAxis]] else {
      throw .shape("lengths \(lengths) for sequences \(x)")
    }
    return [x]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, lengths) = (try inputs.tensor(0), Indices.numbers(try inputs.tensor(1)))
    guard lengths.allSatisfy({ (0...x.shape[timeAxis]).contains($0) }) else {
      throw TypeInferenceError.attribute(name: "sequence_lens", problem: "\(lengths)")
    }
    let part = x.shape.dimensions[2...].reduce(1, *)
    let inner = x.shape[1]
    return [
      Movement.gather(x, as: x.type, part: part) { place in
        let (row, column) = (place / inner, place % inner)
        let (time, length) = timeAxis == 0 ? (row, lengths[column]) : (column, lengths[row])
        guard time < length else { return place }
        return timeAxis == 0 ? (length - 1 - time) * inner + column : row * inner + length - 1 - time
      }
    ]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("time first", ReverseSequence(), [.random([4, 2, 3], seed: 1), Tensor([Int64(4), 2])]),
      OperatorSample("batch first", ReverseSequence(timeAxis: 1), [.random([2, 4], seed: 2), Tensor([Int64(1), 3])]),
    ]
  }
}

extension ReverseSequence: Differentiable {
  /// Turning round undoes itself.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil, nil] }
    return [try graph.apply(self, dy, call.inputs[1]), nil]
  }
}

extension ReverseSequence: ONNXConvertible {
  package static let onnxNames = ["ReverseSequence"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let (time, batch) = (node.int("time_axis", default: 0), node.int("batch_axis", default: 1))
    guard [time, batch].sorted() == [0, 1] else { throw node.refused("time_axis", "\(time) and batch \(batch)") }
    return try context.asStated(ReverseSequence(timeAxis: time), inputs: 2, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendAsGiven(
      "ReverseSequence", node, ["time_axis": .int(timeAxis), "batch_axis": .int(1 - timeAxis)])
  }
}
